package rulebook

import "lantai.internal/base/law"

func (c *checker) parameters(where string, clause law.ID, list []Parameter) {
	seen := map[string]bool{}
	for _, p := range list {
		if p.Name == "" || p.Label == "" {
			c.add("form", where, clause, "有一个参数缺少名称或中文名")
		}
		if seen[p.Name] {
			c.add("duplicate", where, clause, "参数“%s”写了两次", p.Name)
		}
		seen[p.Name] = true
		if p.Value == "" && !p.ToBeConfirmed {
			c.add("form", where, clause, "参数“%s”没有值，又没有标明待确认", p.Name)
		}
		for i, v := range p.Dated {
			if v.From.IsZero() || v.Value == "" || i > 0 && !p.Dated[i-1].From.Before(v.From) || i == len(p.Dated)-1 && v.Value != p.Value {
				c.add("date", where, clause, "参数“%s”各期的值要按施行日先后写全，最后一期与现行值一致", p.Name)
			}
		}
		if p.ToBeConfirmed && p.Ground == "" {
			c.add("form", where, clause, "参数“%s”待确认，但没有写明缘由", p.Name)
		}
	}
}
