package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Certificate lifetimes: browsers refuse server certificates over 825 days.
const (
	authorityYears = 10
	serverDays     = 825
	renewBefore    = 30 * 24 * time.Hour
)

// SelfSigned gives a TLS configuration from the bureau's own small authority in
// dir: ca.pem (to be imported by every workstation, once), ca-key.pem, server.pem
// and server-key.pem. What is missing is made; the server certificate is renewed
// when hosts (names and addresses) have changed or it ends within 30 days.
func SelfSigned(dir, bureau string, hosts []string, now time.Time) (config *tls.Config, caFile string, err error) {
	if len(hosts) == 0 {
		return nil, "", errors.New("web: a certificate needs at least one host name or address")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, "", fmt.Errorf("web: certificate folder: %w", err)
	}
	ca, err := authority(dir, bureau, now)
	if err != nil {
		return nil, "", err
	}
	caFile = filepath.Join(dir, "ca.pem")
	// A pair that is missing, or that a crash left half renewed, is made anew.
	server, err := readPair(dir, "server")
	if err != nil || stale(server.Leaf, ca.Leaf, hosts, now) {
		if server, err = issue(dir, ca, hosts, now); err != nil {
			return nil, "", err
		}
	}
	return &tls.Config{Certificates: []tls.Certificate{*server}, MinVersion: tls.VersionTLS12}, caFile, nil
}

func stale(leaf, ca *x509.Certificate, hosts []string, now time.Time) bool {
	if now.Add(renewBefore).After(leaf.NotAfter) || now.Before(leaf.NotBefore) || leaf.CheckSignatureFrom(ca) != nil {
		return true
	}
	for _, h := range hosts {
		if leaf.VerifyHostname(h) != nil {
			return true
		}
	}
	return len(leaf.DNSNames)+len(leaf.IPAddresses) != len(hosts)
}

func authority(dir, bureau string, now time.Time) (*tls.Certificate, error) {
	ca, err := readPair(dir, "ca")
	if err == nil {
		if now.After(ca.Leaf.NotAfter) {
			return nil, fmt.Errorf("web: the authority in %s ended on %s: move ca.pem and ca-key.pem away and import the new ca.pem everywhere", dir, ca.Leaf.NotAfter.Format(time.DateOnly))
		}
		return ca, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{bureau}, CommonName: bureau + " 兰台内部证书"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(authorityYears, 0, 0),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
	}
	return makePair(dir, "ca", t, nil)
}

func issue(dir string, ca *tls.Certificate, hosts []string, now time.Time) (*tls.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	end := now.AddDate(0, 0, serverDays)
	if end.After(ca.Leaf.NotAfter) {
		end = ca.Leaf.NotAfter
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: ca.Leaf.Subject.Organization, CommonName: hosts[0]},
		NotBefore: now.Add(-time.Hour), NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	return makePair(dir, "server", t, ca)
}

func newSerial() (*big.Int, error) {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("web: serial number: %w", err)
	}
	return n.Add(n, big.NewInt(1)), nil
}

func makePair(dir, name string, t *x509.Certificate, parent *tls.Certificate) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("web: key: %w", err)
	}
	signer, above := any(key), t
	if parent != nil {
		signer, above = parent.PrivateKey, parent.Leaf
	}
	der, err := x509.CreateCertificate(rand.Reader, t, above, &key.PublicKey, signer)
	if err != nil {
		return nil, fmt.Errorf("web: certificate: %w", err)
	}
	kder, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("web: key: %w", err)
	}
	// The key goes first: a certificate without its key would be taken for damage.
	for _, f := range []struct {
		path, kind string
		der        []byte
		mode       os.FileMode
	}{{name + "-key.pem", "PRIVATE KEY", kder, 0o600}, {name + ".pem", "CERTIFICATE", der, 0o644}} {
		if err := replaceFile(filepath.Join(dir, f.path), pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der}), f.mode); err != nil {
			return nil, err
		}
	}
	return readPair(dir, name)
}

func replaceFile(path string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return fmt.Errorf("web: write %s: %w", path, err)
	}
	return nil
}

func readPair(dir, name string) (*tls.Certificate, error) {
	cert, err := os.ReadFile(filepath.Join(dir, name+".pem"))
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	key, err := os.ReadFile(filepath.Join(dir, name+"-key.pem"))
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("web: %s.pem and %s-key.pem in %s do not fit: %w", name, name, dir, err)
	}
	return &pair, nil
}
