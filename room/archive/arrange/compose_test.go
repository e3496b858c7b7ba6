package arrange

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
)

// shape writes items as "main[role role]…" for comparison.
func shape(items []Item) string {
	var out []string
	for _, it := range items {
		var parts []string
		for _, p := range it.Parts {
			parts = append(parts, p.Paper.ID+":"+p.Role.Label())
		}
		s := strings.Join(parts, " ")
		if len(it.Related) > 0 {
			s += " ~" + strings.Join(it.Related, ",")
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, " | ")
}

func TestCompose(t *testing.T) {
	const no = "綦商务〔2012〕5号"
	notice := Paper{ID: "n", Title: "关于做好国庆市场供应的通知", DocNo: no, FileName: "a/关于做好国庆市场供应的通知.docx", Pages: 3}
	for name, c := range map[string]struct {
		papers []Paper
		join   bool
		want   string
	}{
		"one document": {[]Paper{notice}, false, "n:正文"},
		"attachments by number, in order": {[]Paper{
			{ID: "a10", Title: "名单", DocNo: "綦商务(2012)05号", FileName: "b/附件10-名单.xlsx"},
			{ID: "a2", Title: "表", DocNo: no, FileName: "b/附件二：表.xlsx"},
			notice}, false, "n:正文 a2:附件 a10:附件"},
		"incoming: sheet on top": {[]Paper{
			{ID: "m", Title: "关于开展检查的通知", FileName: "收/关于开展检查的通知.pdf"},
			{ID: "s", FileName: "收/关于开展检查的通知-收文处理单.pdf"}}, false, "s:文件处理单 m:正文"},
		"outgoing: clean copy, attachment, draft sheet, final draft": {[]Paper{
			{ID: "f", FileName: "a/关于做好国庆市场供应的通知（定稿）.docx"},
			{ID: "d", FileName: "a/发文稿纸-关于做好国庆市场供应的通知.pdf"},
			{ID: "x", FileName: "a/关于做好国庆市场供应的通知_附件1.docx"},
			notice}, false, "n:正文 x:附件 d:发文稿纸 f:定稿"},
		"only main document of the folder": {[]Paper{notice, {ID: "x", Title: "检查表", FileName: "a/附件1.xlsx"}}, false, "n:正文 x:附件"},
		"two main documents in the folder: nothing": {[]Paper{notice, {ID: "o", Title: "另一件事的报告", FileName: "a/另一件事的报告.docx"},
			{ID: "x", Title: "检查表", FileName: "a/附件1.xlsx"}}, false, "n:正文 | o:正文 | x:附件"},
		"folder, but another number":                {[]Paper{notice, {ID: "x", DocNo: "綦商务〔2012〕6号", FileName: "a/附件1.xlsx"}}, false, "n:正文 | x:附件"},
		"same number twice is a suspicion, no item": {[]Paper{notice, {ID: "n2", Title: "关于另一事的通知", DocNo: no, FileName: "c/另一.docx"}}, false, "n2:正文 | n:正文"},
		"the word inside a title is no role": {[]Paper{notice,
			{ID: "w", Title: "关于规范文件处理单填写的通知", DocNo: no, FileName: "a/关于规范文件处理单填写的通知.docx"}}, false, "n:正文 | w:正文"},
		"forwarding by title": {[]Paper{
			{ID: "f", Title: "关于转发《重庆市商务委员会关于加强酒类流通管理的通知》的通知"},
			{ID: "o", Title: "重庆市商务委员会关于加强酒类流通管理的通知"}}, false, "f:正文 o:被转发文"},
		"forwarding by number": {[]Paper{
			{ID: "f", Title: "转发渝商务发〔2012〕3号文件的通知"},
			{ID: "o", Title: "关于加强酒类流通管理的通知", DocNo: "渝商务发〔2012〕3号"}}, false, "f:正文 o:被转发文"},
		"forwarded document with its own sheet": {[]Paper{
			{ID: "f", Title: "转发市商委关于加强酒类流通管理的通知"},
			{ID: "o", Title: "市商委关于加强酒类流通管理的通知", FileName: "关于加强酒类流通管理的通知.pdf"},
			{ID: "s", FileName: "关于加强酒类流通管理的通知-处理单.pdf"}}, false, "f:正文 ~o | s:文件处理单 o:正文 ~f"},
		"request and reply are related": {[]Paper{
			{ID: "q", Title: "关于申请建设农贸市场的请示", Date: civil.Must("2012-03-01")},
			{ID: "r", Title: "重庆市綦江区人民政府关于同意建设农贸市场的批复", Date: civil.Must("2012-04-01")}}, false, "q:正文 ~r | r:正文 ~q"},
		"request and reply joined, the sheet before its letter": {[]Paper{
			{ID: "q", Title: "关于建设农贸市场的请示", FileName: "关于建设农贸市场的请示.pdf"},
			{ID: "s", FileName: "关于建设农贸市场的请示-处理单.pdf"},
			{ID: "r", Title: "关于同意建设农贸市场的批复"}}, true, "r:正文 s:文件处理单 q:来文"},
		"a reply before the request is another matter": {[]Paper{
			{ID: "q", Title: "关于建设农贸市场的请示", Date: civil.Must("2012-03-01")},
			{ID: "r", Title: "关于同意建设农贸市场的批复", Date: civil.Must("2011-04-01")}}, true, "q:正文 | r:正文"},
		"two rows with codes": {[]Paper{
			{ID: "a", Title: "关于做好国庆市场供应的通知", DocNo: no, Code: "X043-WS·2012-Y-BGS-0001"},
			{ID: "b", Title: "附件1 检查表", DocNo: no, Code: "X043-WS·2012-Y-BGS-0002"}}, false, "a:正文 | b:附件"},
		"different units": {[]Paper{
			{ID: "a", Title: "关于做好国庆市场供应的通知", DocNo: no, Unit: "BGS"},
			{ID: "b", Title: "附件1 检查表", DocNo: no, Unit: "ZGK"}}, false, "a:正文 | b:附件"},
		"list of attachments": {[]Paper{{ID: "a", Title: "附件一览表"}}, false, "a:正文"},
		"nothing":             {nil, false, ""},
	} {
		for range 2 {
			if got := shape(Compose(c.papers, ComposeSettings{JoinReplies: c.join})); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
			}
			slices.Reverse(c.papers)
		}
	}
}

func TestItemTakesWhatItsPartsKnow(t *testing.T) {
	items := Compose([]Paper{{ID: "n", Title: "关于某件事的通知", DocNo: "甲〔2012〕1号", Pages: 3},
		{ID: "a", DocNo: "甲〔2012〕1号", FileName: "附件.pdf", Unit: "BGS", Period: "D10", Pages: 4}}, ComposeSettings{})
	if len(items) != 1 || items[0].Pages != 7 || items[0].Unit != "BGS" || items[0].Period != "D10" || !strings.Contains(items[0].Reason, "附件") {
		t.Errorf("%+v", items)
	}
	if items[0].Parts[1].Reason == "" {
		t.Error("a part must say why it lies there")
	}
}

func TestSetPhraseIsNoSubject(t *testing.T) {
	var papers []Paper
	for i := range 8 {
		papers = append(papers, Paper{ID: string(rune('a' + i)), Title: "关于申请项目资金的请示"}, Paper{ID: string(rune('A' + i)), Title: "关于同意项目资金的批复"})
	}
	for _, it := range Compose(papers, ComposeSettings{JoinReplies: true}) {
		if len(it.Related) > 0 || len(it.Parts) > 1 {
			t.Errorf("%s", shape([]Item{it}))
		}
	}
}

func TestComposeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "n")
		var papers []Paper
		for i := range n {
			papers = append(papers, Paper{
				ID: string(rune('a' + i)),
				Title: rapid.SampledFrom([]string{"", "关于做好甲事工作的通知", "关于同意甲事工作的批复", "关于甲事工作的请示", "转发关于做好甲事工作的通知",
					"关于转发《关于甲事工作的请示》的通知"}).Draw(t, "title"),
				DocNo: rapid.SampledFrom([]string{"", "甲〔2012〕1号", "甲〔2012〕2号"}).Draw(t, "no"),
				FileName: rapid.SampledFrom([]string{"", "附件1.doc", "x/附件2-表.doc", "x/正文.doc", "关于做好甲事工作的通知-定稿.doc",
					"x/关于甲事工作的请示 处理单.doc", "x/b.doc"}).Draw(t, "file"),
				Code: rapid.SampledFrom([]string{"", "", "X043-WS·2012-Y-BGS-0001"}).Draw(t, "code"),
			})
		}
		items := Compose(papers, ComposeSettings{JoinReplies: rapid.Bool().Draw(t, "join")})
		var ids []string
		for _, it := range items {
			codes := 0
			for _, p := range it.Parts {
				ids = append(ids, p.Paper.ID)
				if p.Paper.Code != "" {
					codes++
				}
			}
			if codes > 1 {
				t.Fatalf("two coded rows in one item: %s", shape(items))
			}
			if it.Reason == "" {
				t.Fatal("an item without a reason")
			}
		}
		slices.Sort(ids)
		if len(ids) != n || len(slices.Compact(ids)) != n {
			t.Fatalf("%d papers, items %s", n, shape(items))
		}
	})
}
