package letter

import (
	"bytes"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

func filled() Form {
	return Form{Bureau: "重庆市綦江区商务局", Number: "2026-申-0007", Date: day("2026-03-01"), Name: "申请人甲", Work: "某商贸公司", PaperKind: "居民身份证", PaperNumber: "000000000000000000",
		Phone: "023-0000 0000", Address: "重庆市綦江区（示例地址）", Postcode: "401420", Mail: "a@example.invalid", Agent: "代理人乙", Class: "自然人", Identity: true, Concerns: "市场运行科",
		Title: "2025年度限上商贸企业奖补资金的分配办法", Document: "綦商务〔2025〕00号", Features: strings.Repeat("各企业所得金额及计算依据；", 12), Purpose: "了解政策",
		Forms: []string{"纸面", "电子邮件"}, Ways: []string{"电子邮件"}, Help: "大字打印"}
}

func slip() Receipt {
	return Receipt{Bureau: "重庆市綦江区商务局", Title: "2025年度限上商贸企业奖补资金的分配办法", Unit: "重庆市綦江区商务局办公室", Number: "2026-申-0007", Received: day("2026-03-02"), Due: day("2026-03-30"),
		Counted: "自收到次日起第20个工作日，休息日不计，调休上班日计入；需要补正、征求意见或者延期的另行告知。", Phone: "023-0000 0000", Code: "7K2MQ9XA4D3H", Clerk: "办公室"}
}

func TestFormHasEveryField(t *testing.T) {
	for name, f := range map[string]Form{"form-blank": {Bureau: "重庆市綦江区商务局"}, "form-filled": filled(), "form-organisation": func() Form {
		f := filled()
		f.Organisation, f.CreditCode, f.Representative, f.Contact, f.Class = true, "000000000000000000", "负责人丙", "联系人丁", "商业企业"
		return f
	}()} {
		var r *Receipt
		if name == "form-filled" {
			s := slip()
			r = &s
		}
		var pdf bytes.Buffer
		if err := FormPDF(&pdf, f, r); err != nil {
			t.Fatal(err)
		}
		text := read(t, pdf.Bytes(), name)
		for _, c := range FormClauses {
			if c.Label == "公民" || !strings.Contains(text, c.Label) && !strings.Contains(upright(text), c.Label) {
				t.Errorf("%s: no %s (%s)", name, c.Label, c.Clause)
			}
		}
		for _, want := range []string{"代理人*", "身份证明*", "申请人类别*", "名称*", "文号*", "其他特征*", "阅读、视听的帮助*", "回执", "□磁盘", "□传真"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		for _, c := range Classes {
			if !strings.Contains(text, "□"+c) && !strings.Contains(text, "■"+c) {
				t.Errorf("%s: no class %s", name, c)
			}
		}
		if name == "form-filled" {
			for _, want := range []string{f.Name, f.Work, f.PaperNumber, f.Address, f.Postcode, f.Mail, f.Agent, f.Concerns, f.Title, f.Document, f.Purpose, f.Help, "■自然人", "■纸面", "■已附", "7K2M-Q9XA-4D3H", "2026年3月30日"} {
				if !strings.Contains(text, strings.ReplaceAll(want, " ", "")) {
					t.Errorf("no %s in %s", want, text)
				}
			}
		}
	}
}

// upright is the text without what stands between the characters of a column.
func upright(s string) string { return strings.Join(strings.Fields(s), "") }

func TestReceipt(t *testing.T) {
	var pdf bytes.Buffer
	if err := ReceiptPDF(&pdf, slip()); err != nil {
		t.Fatal(err)
	}
	text := read(t, pdf.Bytes(), "receipt")
	for _, want := range []string{"《2025年度限上商贸企业奖补资金的分配办法》", "重庆市綦江区商务局办公室", "最迟于2026年3月30日答复", "联系电话：023-00000000", "编号*：2026-申-0007", "收到日期*：2026年3月2日", "7K2M-Q9XA-4D3H", "第20个工作日"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if err := ReceiptPDF(&pdf, Receipt{Bureau: "某局", Number: "1"}); !fault.Is(err, fault.Invalid) || len(fault.Of(err).Fields) != 3 {
		t.Errorf("%v", err)
	}
	if ReceiptClauses[0] != law.FoiReceipt {
		t.Error(ReceiptClauses)
	}
}
