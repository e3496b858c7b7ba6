package energy

// Change is how a figure moved against the one before.
type Change struct {
	PerMille int64 // thousandths, negative for less
	Known    bool
	Why      string
}

// Words is the change as people read it: 下降 3.2%.
func (c Change) Words() string {
	switch {
	case !c.Known:
		return c.Why
	case c.PerMille == 0:
		return "持平"
	case c.PerMille < 0:
		return "下降 " + places(-c.PerMille, 1, true) + "%"
	}
	return "上升 " + places(c.PerMille, 1, true) + "%"
}

// moved is how a figure of the year moved; a year that is not over compares with none.
func (f Facts) moved(now, before Rate) Change {
	if f.Running {
		return Change{Why: "本年未完，不比"}
	}
	return moved(now, before)
}

func moved(now, before Rate) Change {
	switch {
	case !now.Known:
		return Change{Why: "本年不全"}
	case !before.Known:
		return Change{Why: "不能比较"}
	case before.Value == 0:
		return Change{Why: "上年为零"}
	}
	d := now.Value - before.Value
	p := mulDiv(before.Value, max(d, -d), Milli)
	if d < 0 {
		p = -p
	}
	return Change{PerMille: p, Known: true}
}

// MonthChange compares two months; one that is not known by itself compares with none.
func MonthChange(now, before Cell) Change {
	if now.State != Known {
		return Change{Why: "本月不全"}
	}
	if before.State == None {
		return Change{Why: "不能比较"}
	}
	if before.State != Known {
		return Change{Why: "对比月不全"}
	}
	c := moved(Rate{Value: now.Amount, Known: true}, Rate{Value: before.Amount, Known: true})
	if !c.Known {
		c.Why = "对比月为零"
	}
	return c
}
