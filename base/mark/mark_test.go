package mark

import (
	"testing"

	"lantai.internal/base/fault"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Level{"公开": Public, "内部": Internal, "": Internal, "工作秘密": WorkSecret, " public ": Public, "work_secret": WorkSecret} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"秘密", "机密", "绝密", "机密★10年", "绝 密", "秘密★", "限制"} {
		if _, err := Parse(in); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "classification" {
			t.Errorf("Parse(%q) must be refused, got %v", in, err)
		}
	}
}

func TestWordsRoundTrip(t *testing.T) {
	for l := Public; l <= WorkSecret; l++ {
		for _, w := range []string{l.Word(), l.Label()} {
			if got, err := Parse(w); err != nil || got != l {
				t.Errorf("%q: %v %v", w, got, err)
			}
		}
	}
}

func TestStated(t *testing.T) {
	for in, want := range map[string]string{
		"机密": "机密", " 绝 密 ": "绝 密", "机密★10年": "机密★10年", "密级：秘密": "秘密", "本件密级为机密": "机密", "密级 绝密，请妥存": "绝密",
		"缺附件；秘密": "秘密", "关于移交的通知（机密）": "机密", "第一行\n秘密\n第三行": "秘密", "关于某事的报告 机密★长期": "机密★", "机密级": "机密级", "〔绝密〕": "绝密",
		"": "", "工作秘密": "", "密级：工作秘密": "", "国家秘密管理规定": "", "机密文件清退登记": "", "秘密、机密、绝密三级的划分": "", "密级分为秘密、机密、绝密": "",
		"转发市保密局关于秘密载体管理的通知": "", "《机密档案室》": "", "关于做好商业秘密保护工作的通知": "", "密切联系群众": "",
	} {
		if got := Stated(in); got != want {
			t.Errorf("Stated(%q) = %q, want %q", in, got, want)
		}
		if got := Refuse("remark", in); (got != nil) != (want != "") || got != nil && (got.Field != "remark" || got.Kind != fault.Invalid) {
			t.Errorf("Refuse(%q) = %v", in, got)
		}
	}
}
