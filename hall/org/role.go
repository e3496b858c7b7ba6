package org

import (
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
)

// Role is a set of rights under a name.
type Role string

// The roles.
const (
	Staff         Role = "staff"          // every employee
	Liaison       Role = "liaison"        // a unit's part-time archivist
	SectionHead   Role = "section_head"   // head of a unit
	Leader        Role = "leader"         // deputy director or other bureau leader
	Director      Role = "director"       // director
	Archivist     Role = "archivist"      // keeps the archive room
	Personnel     Role = "personnel"      // political section: personnel files
	SystemAdmin   Role = "system_admin"   // accounts, backup, running
	SecurityAdmin Role = "security_admin" // roles and levels
	AuditAdmin    Role = "audit_admin"    // reads the ledger
)

var roleLabels = map[Role]string{
	Staff: "工作人员", Liaison: "兼职档案员", SectionHead: "科室负责人", Leader: "局领导", Director: "局长",
	Archivist: "档案员", Personnel: "人事管理员",
	SystemAdmin: "系统管理员", SecurityAdmin: "安全保密管理员", AuditAdmin: "安全审计员",
}

// Roles lists the roles in the order of the rights page.
var Roles = []Role{Staff, Liaison, SectionHead, Leader, Director, Archivist, Personnel, SystemAdmin, SecurityAdmin, AuditAdmin}

// Label is the Chinese name of the role.
func (r Role) Label() string { return roleLabels[r] }

// Admin reports whether r is one of the three administrators.
func (r Role) Admin() bool { return r == SystemAdmin || r == SecurityAdmin || r == AuditAdmin }

// ParseRole reads a role's word.
func ParseRole(s string) (Role, error) {
	if _, ok := roleLabels[Role(s)]; !ok {
		return "", fault.Field("role", s, "没有“"+s+"”这个角色。")
	}
	return Role(s), nil
}

// CheckRoles says whether one account may hold these roles together.
func CheckRoles(roles []Role) error {
	for _, r := range roles {
		if r.Admin() && len(roles) > 1 {
			return fault.Refuse(law.SeparationOfDuties, "三员不得兼任："+r.Label()+"不能同时担任其他角色。请另设账号。")
		}
	}
	return nil
}

func joinRoles(roles []Role) string {
	s := make([]string, 0, len(roles))
	for _, r := range roles {
		if !slices.Contains(s, string(r)) {
			s = append(s, string(r))
		}
	}
	slices.Sort(s)
	return strings.Join(s, ",")
}

func splitRoles(s string) []Role {
	var out []Role
	for r := range strings.SplitSeq(s, ",") {
		if r != "" {
			out = append(out, Role(r))
		}
	}
	return out
}

// Grants says which rights each role carries. The table is given by the program
// (app), which alone knows all rooms.
type Grants map[Role][]act.Right

// rightsOf gathers the rights of several roles.
func (g Grants) rightsOf(roles []Role) []act.Right {
	var out []act.Right
	for _, r := range roles {
		out = append(out, g[r]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// reachOf says how far an account sees: leaders, the director and the archivist
// see everything except personnel files; everybody else sees the own unit, and
// of other units what is public or internal. The three administrators see no
// business record at all.
func reachOf(roles []Role, unit string) act.Reach {
	var r act.Reach
	for _, role := range roles {
		if role.Admin() {
			return act.Reach{}
		}
	}
	if len(roles) == 0 {
		return r
	}
	r.SeeOthers, r.Others = true, mark.Internal
	if unit != "" {
		r.Units = []string{unit}
	}
	for _, role := range roles {
		switch role {
		case Archivist, Leader:
			r.Everything = true
		case Director:
			r.Everything = true
			r.Compartments = []string{"personnel"}
		case Personnel:
			r.Compartments = []string{"personnel"}
		}
	}
	return r
}
