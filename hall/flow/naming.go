package flow

import (
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

// person finds somebody who is named in a form and may not be the applicant.
func (sc *scene) person(id int64, missing string) (Holder, error) {
	if id == 0 {
		return Holder{}, fault.Field("person", "", missing)
	}
	h, why := sc.cast.Person(id)
	switch {
	case why != "":
		return h, fault.Field("person", fmt.Sprint(id), why)
	case h.Person == sc.Applicant:
		return h, fault.Field("person", h.Name, "这是"+h.Name+"本人的申请，请选择其他人员。")
	case h.Login == "":
		return h, fault.Field("person", h.Name, h.Name+"没有可用的账号，请选择其他人员。")
	}
	return h, nil
}

func (sc *scene) signatory(in Input, d *Data) error {
	h, err := sc.person(in.Person, "请选择加签的人员。")
	if err != nil {
		return err
	}
	if h.Person == sc.self.Person {
		return fault.Field("person", h.Name, "不能加签给本人，请直接写明意见。")
	}
	for _, x := range sc.state.Steps {
		if x.Round == sc.Round && x.Added != 0 && x.Person == h.Person && (x.State == Pending || x.State == Current) {
			return fault.Field("person", h.Name, h.Name+"已在加签人之中。")
		}
	}
	id, err := sc.tx.Next("flow_step")
	if err != nil {
		return err
	}
	d.Before = in.Before
	d.Chain = []Seat{{ID: id, Act: Opinion, Person: h.Person, Name: h.Name, Added: sc.self.Person}}
	return nil
}

func (sc *scene) passed(step *Step, in Input, d *Data) error {
	cast, err := sc.f.within(sc.tx.Ctx, sc.tx, sc.cast, &sc.Case)
	if err != nil {
		return err
	}
	list, err := cast.Partners(step.Who, sc.Applicant, sc.self.Person)
	if err != nil {
		return err
	}
	if list, _, err = sc.f.distinct(sc.tx.Ctx, sc.tx, list, "", &sc.Case, step); err != nil {
		return err
	}
	list, _, _ = eligible(list, "", sc.Applicant)
	if in.Person == 0 {
		return fault.Field("person", "", "请选择转交的人员。")
	}
	h, ok := among(list, in.Person)
	if !ok || h.Person == sc.self.Person {
		return fault.Field("person", fmt.Sprint(in.Person), "只能转交给本岗的 AB 岗对应人或同一角色的其他人员。")
	}
	d.Person, d.Name = h.Person, h.Name
	return nil
}

func (sc *scene) assigned(in Input, d *Data) error {
	h, err := sc.person(in.Person, "请选择办理此步的人员。")
	if err != nil {
		return err
	}
	if h.Person == sc.self.Person {
		return fault.Field("person", h.Name, "不能指定本人办理，请选择其他人员。")
	}
	left, _, err := sc.f.distinct(sc.tx.Ctx, sc.tx, []Holder{h}, "", &sc.Case, sc.state.Open())
	if err != nil {
		return err
	}
	if len(left) == 0 {
		return fault.Field("person", h.Name, h.Name+"已办过另一步，同一人不能审查两步，请选择其他人员。")
	}
	d.Person, d.Name = h.Person, h.Name
	return nil
}

// named gives the names of readers.
func (sc *scene) named(ids []int64) ([]string, error) {
	var names []string
	for _, id := range ids {
		h, why := sc.cast.Person(id)
		switch {
		case h.Person == 0:
			return nil, fault.Field("readers", fmt.Sprint(id), why)
		case h.Login == "":
			return nil, fault.Field("readers", h.Name, h.Name+"没有可用的账号，不能传阅。")
		}
		names = append(names, h.Name)
	}
	return names, nil
}

// copies gives the case to readers; who has it unread already is not given it
// twice.
func (sc *scene) copies(ids []int64) error {
	unread := map[int64]bool{}
	rows, err := db.All[Reader](sc.tx.Ctx, sc.tx, q.SQL("readers"), sc.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		unread[r.Person] = unread[r.Person] || r.ReadAt == 0
	}
	for _, id := range ids {
		if unread[id] {
			continue
		}
		unread[id] = true
		h, _ := sc.cast.Person(id)
		if err := addReader(sc.tx, sc.ID, h, sc.self.Name); err != nil {
			return err
		}
	}
	return nil
}
