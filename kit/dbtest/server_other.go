//go:build !linux

package dbtest

func start() (string, string) {
	return "", "set LANTAI_TEST_POSTGRES to the address of a server"
}
