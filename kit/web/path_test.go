package web

import "testing"

func TestFilePath(t *testing.T) {
	for in, want := range map[string]string{
		"1号.pdf": "1号.pdf", "2019/通知/1号.pdf": "2019/通知/1号.pdf", `C:\fakepath\a.txt`: "C_/fakepath/a.txt", "../../etc/passwd": ".file/.file/etc/passwd",
		"": "file", "///": "file", "夹/.DS_Store": "夹/.DS_Store", "a/\x00b\n.txt": "a/b.txt", "a/b/c/d/e/f/g/h/i/j/k/l/m/n": "b/c/d/e/f/g/h/i/j/k/l/m/n",
	} {
		if got := filePath(in); got != want {
			t.Errorf("filePath(%q) = %q, want %q", in, got, want)
		}
	}
}
