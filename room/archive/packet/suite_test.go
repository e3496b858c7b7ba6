package packet

import (
	"context"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// shared finds the material beside the repository, or skips the test.
func shared(t *testing.T, sub string) string {
	t.Helper()
	if dir := os.Getenv("LANTAI_SHARED"); dir != "" {
		return filepath.Join(dir, sub)
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "shared", "README.md")); err == nil {
			return filepath.Join(dir, "shared", sub)
		}
		if filepath.Dir(dir) == dir {
			t.Skip("the shared material is not beside the repository")
		}
		dir = filepath.Dir(dir)
	}
}

// refused names, for every bag that must be refused, a piece of the reason.
var refused = map[string]string{
	"v0.97/invalid/baginfo-missing-encoding":                                     "缺第 2 行 Tag-File-Character-Encoding",
	"v0.97/invalid/bom-in-bagit.txt":                                             "字节顺序标记",
	"v0.97/invalid/corrupt-data-file":                                            "与清单 manifest-md5.txt 的摘要不符",
	"v0.97/invalid/corrupt-tag-file":                                             "与清单 tagmanifest-md5.txt 的摘要不符",
	"v0.97/invalid/extra-file-in-bag":                                            "data/bar” 未列入任何载荷清单",
	"v0.97/invalid/invalid-version-number":                                       "版本号 “.97”",
	"v0.97/invalid/missing-baginfo":                                              "bag-info.txt” 不在包内",
	"v0.97/invalid/missing-bagit.txt":                                            "缺 bagit.txt",
	"v0.97/invalid/out-of-scope-file-paths-using-dot-notation":                   "指向包外",
	"v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch":         "fetch.txt 第 1 行的路径 “../../../README.md” 不安全",
	"v0.97/invalid/same-filename-listed-twice-with-different-hashes":             "列了两次，摘要不同",
	"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path":               "是绝对路径",
	"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path-for-fetch":     "是绝对路径",
	"v0.97/linux-only/out-of-scope-file-paths-using-shortcut":                    "主目录",
	"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-for-fetch":          "主目录",
	"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username":           "主目录",
	"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch": "主目录",
	// A path that is harmless here and harmful on Windows is refused everywhere:
	// the package may be unpacked there tomorrow.
	"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path":           "带盘符",
	"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path-for-fetch": "带盘符",
	"v0.97/windows-only/out-of-scope-file-paths-using-shortcut":                "环境变量",
	"v0.97/windows-only/out-of-scope-file-paths-using-shortcut-for-fetch":      "环境变量",
	"v0.97/windows-only/out-of-scope-file-paths-using-unc":                     "网络路径",
	"v0.97/windows-only/out-of-scope-file-paths-using-unc-for-fetch":           "网络路径",
	"v1.0/invalid/notAllManifestsListAllFiles":                                 "missingFromManifest.txt” 未列入任何载荷清单",
	"v1.0/invalid/same-filename-listed-twice-with-different-hashes":            "列了两次，摘要不同",
	"v1.0/invalid/same-filename-listed-twice-with-the-same-hash":               "1.0 版不允许",
}

// special are the four bags of which the reference implementation makes something
// else than the suite files them under; each is named with what we make of it.
var special = map[string]struct {
	why     string
	errors  []string
	warning string
}{
	"v0.97/warning/duplicate-file-with-different-case": {
		"the second file is absent from the suite: two names that differ in case cannot both be in its repository",
		[]string{"data/HELLO.txt” 不在包内"}, "只有大小写或字符组合形式不同"},
	"v0.97/warning/special-system-files": {
		"one of the two files is absent from the suite's repository",
		[]string{"data/.DS_Store” 不在包内", "Payload-Oxum 不符"}, "操作系统自行产生的文件"},
	"v0.97/warning/same-filename-listed-twice-with-different-normalization": {
		"only one of the two forms is in the suite, so that the reference misses a listed file; " +
			"both lines mean the one file that is there and agree about it: valid, with the warning it is filed under",
		nil, "字符组合形式不同，按同一文件核对"},
	"v1.0/invalid/bagit-with-invalid-whitespace": {
		"the reference accepts it; RFC 8493 section 2.1.1 does not allow a blank before the colon",
		[]string{"冒号前有空白"}, ""},
}

// warned names a piece of the warning of the bags that are valid with a warning.
var warned = map[string]string{
	"v0.97/warning/made-with-md5sum-tools":                        "星号",
	"v0.97/warning/relative-path":                                 "写法不规范",
	"v0.97/warning/same-filename-listed-twice-with-the-same-hash": "列了两次",
}

func TestConformanceSuite(t *testing.T) {
	root := shared(t, "corpora/bagit-conformance-suite")
	bags, err := filepath.Glob(filepath.Join(root, "v*", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(bags) == 0 {
		t.Skip("the conformance suite is not there")
	}
	sort.Strings(bags)
	met := map[string]bool{}
	count := map[string]int{}
	for _, dir := range bags {
		if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
			continue
		}
		rel, _ := filepath.Rel(root, dir)
		name := filepath.ToSlash(rel)
		class := strings.Split(name, "/")[1]
		met[name] = true
		count[class]++
		t.Run(name, func(t *testing.T) {
			r, err := Verify(context.Background(), dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Kind != KindBag {
				t.Fatalf("kind %q", r.Kind)
			}
			if s, ok := special[name]; ok {
				if r.Valid != (len(s.errors) == 0) {
					t.Errorf("%s: got %+v", s.why, r)
				}
				for _, e := range s.errors {
					if !mentions(r.Errors, e) {
						t.Errorf("%s: want error %q, got %+v", s.why, e, r)
					}
				}
				if s.warning != "" && !mentions(r.Warnings, s.warning) {
					t.Errorf("%s: want warning %q, got %+v", s.why, s.warning, r)
				}
				return
			}
			switch class {
			case "valid":
				if !r.Valid {
					t.Errorf("refused: %q", r.Errors)
				}
			case "warning":
				if !r.Valid || warned[name] == "" || !mentions(r.Warnings, warned[name]) {
					t.Errorf("want valid with warning %q, got %+v", warned[name], r)
				}
			default:
				if r.Valid || refused[name] == "" || !mentions(r.Errors, refused[name]) {
					t.Errorf("want refusal with %q, got %+v", refused[name], r)
				}
			}
		})
	}
	for name := range special {
		if !met[name] {
			t.Errorf("%s is not in the suite", name)
		}
	}
	for name := range refused {
		if !met[name] {
			t.Errorf("%s is not in the suite", name)
		}
	}
	t.Logf("%d bags: %v", len(met), count)
	if len(met) != 60 {
		t.Errorf("the suite has %d bags, expected 60", len(met))
	}
}

func mentions(list []string, piece string) bool {
	for _, s := range list {
		if strings.Contains(s, piece) {
			return true
		}
	}
	return false
}
