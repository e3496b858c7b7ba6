package annual

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func paper() Paper {
	r := &Report{Bureau: "重庆市綦江区商务局", Year: 2026, Texts: texts(), Published: 126, Acts: Acts{Normative: Norms{2, 1, 7}, Permits: 34, Penalties: 5, Fees: 1250}}
	for i := range 40 {
		r.Asked.add(RowNew, i%6, 1)
		r.Asked.add(RowFirst+i%21, i%6, 1)
	}
	r.Asked.add(RowCarried, 0, 2)
	r.Asked.add(RowLeft, 0, 2)
	r.Disputes.add(Reviews, Upheld)
	r.Disputes.add(LaterSuits, Pending)
	for k, v := range r.Texts {
		r.Texts[k] = strings.Repeat(v, 2)
	}
	return Paper{Report: r, On: day("2027-01-28"), Fixed: []Correction{{What: "case", Which: "2026-申-0002", Was: RowLabels[7], Becomes: RowLabels[8], Reason: "审计指出"}}}
}

func TestPaperReadsBack(t *testing.T) {
	p := paper()
	var pdf, again, word bytes.Buffer
	if err := p.PDF(&pdf); err != nil {
		t.Fatal(err)
	}
	if err := p.PDF(&again); err != nil || !bytes.Equal(pdf.Bytes(), again.Bytes()) {
		t.Errorf("not the same bytes: %v", err)
	}
	if err := p.DOCX(&word); err != nil || word.Len() == 0 {
		t.Error(err)
	}
	dir := os.Getenv("LETTER_OUT")
	if dir == "" {
		dir = t.TempDir()
	}
	file := filepath.Join(dir, "annual.pdf")
	if err := os.WriteFile(file, pdf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "annual.docx"), word.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	h := p.HTML()
	for _, s := range Sections {
		if !strings.Contains(h, "<h2>"+s+"</h2>") {
			t.Errorf("no %s", s)
		}
	}
	if strings.ContainsAny(strings.ReplaceAll(h, "\n", ""), "{}") {
		t.Error("a placeholder is left")
	}
	if n := strings.Count(h, "<tr>"); n != 3+2+3+2+28+4 {
		t.Errorf("%d rows", n)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	out, err := exec.Command(tool, "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	read := strings.Join(strings.Fields(string(out)), "")
	want := append([]string{"重庆市綦江区商务局2026年政府信息公开工作年度报告", "全年新收政府信息公开申请40件，上年结转2件", "12.50", "2027年1月28日", "法人或其他组织", "结果维持"}, Sections[:]...)
	for _, label := range RowLabels {
		_, item, ok := strings.Cut(label, "/")
		if !ok {
			item = strings.TrimPrefix(label, "三（")
		}
		want = append(want, item)
	}
	for _, s := range want {
		if !strings.Contains(read, s) {
			t.Errorf("no %q on the paper", s)
		}
	}
}
