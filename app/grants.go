package app

import (
	"slices"

	"lantai.internal/hall/audit"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	house "lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
	"lantai.internal/room/archive/custody"
	"lantai.internal/room/archive/lending"
	"lantai.internal/room/archive/register"
	"lantai.internal/room/attendance"
	"lantai.internal/room/counter"
	"lantai.internal/room/counter/reception"
	"lantai.internal/room/disclosure"
	"lantai.internal/room/disclosure/annual"
	"lantai.internal/room/disclosure/portal"
	"lantai.internal/room/disclosure/redaction"
	"lantai.internal/room/disclosure/release"
	"lantai.internal/room/document"
	"lantai.internal/room/document/outgoing"
	"lantai.internal/room/duty"
	"lantai.internal/room/duty/desk"
	"lantai.internal/room/integrity"
	"lantai.internal/room/logistics"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/followup"
	"lantai.internal/room/meeting/life"
	"lantai.internal/room/meeting/venue"
	"lantai.internal/room/report"
	"lantai.internal/room/seal"
	"lantai.internal/room/secrecy"
	"lantai.internal/room/study"
)

// everybody is what all who work here may do: look up within reach, borrow, apply for
// leave and trips, ask and report, handle an application that was given to the unit, and take part in cases when their turn has come.
var everybody = []act.Right{
	org.Anyone,
	archive.Read,
	lending.Use,
	flow.Use,
	attendance.Attend,
	report.Use,
	disclosure.Use,
	release.Use,
	redaction.Draft,
	annual.Use,
	portal.ReadOpinions,
	meeting.Use,
	followup.Use,
	life.Use,
	duty.Use,
	desk.Use,
	venue.Use,
	study.Use,
	counter.Use,
	logistics.Use,
	seal.Request,
	secrecy.Use,
	secrecy.Keep,
	outgoing.Use,
	house.Use,
	reception.Use,
	document.Use,
	integrity.Use,
}

func with(rights ...act.Right) []act.Right { return append(slices.Clone(everybody), rights...) }

// Grants says which rights each role carries. The three administrators hold no
// right of any room; every business role may look up within its reach.
var Grants = org.Grants{
	org.Staff: with(),
	org.Liaison: with(
		archive.Submit,
		custody.Photo,
	),
	org.SectionHead: with(
		rulebook.Drafting,
		rulebook.Approving,
		rulebook.SeeDecisions,
		archive.Submit,
		lending.SeeUse,
		appraisal.See,
		appraisal.Opine,
		appraisal.Supervise,
		custody.Photo,
		attendance.Lead,
		redaction.Confirm,
		integrity.Lead,
	),
	org.Leader: with(
		rulebook.Drafting,
		rulebook.Publishing,
		rulebook.SeeDecisions,
		lending.SeeUse,
		lending.Consent,
		lending.ConsentParty,
		appraisal.See,
		appraisal.Opine,
		appraisal.Supervise,
		appraisal.Hold,
		disclosure.Lead,
		annual.Lead,
		desk.Lead,
		study.Oversee,
		document.Oversee,
		seal.Oversee,
		secrecy.Oversee,
		logistics.Approve,
		counter.Oversee,
		reception.Lead,
		reception.Hold,
		integrity.Lead,
	),
	org.Director: with(
		document.Oversee,
		desk.Lead,
		study.Oversee,
		disclosure.Lead,
		annual.Lead,
		org.ManagePeople,
		org.ManageBackups,
		org.NameDeputy,
		rulebook.Drafting,
		rulebook.Approving,
		rulebook.Publishing,
		rulebook.SeeDecisions,
		lending.SeeUse,
		lending.Consent,
		lending.ConsentParty,
		lending.ConsentBureau,
		appraisal.See,
		appraisal.Approve,
		appraisal.Hold,
		appraisal.Release,
		appraisal.Opening,
		custody.See,
		register.See,
		seal.Oversee,
		secrecy.Oversee,
		logistics.Approve,
		counter.Oversee,
		reception.Lead,
		reception.Hold,
		integrity.Lead,
	),
	org.Archivist: with(
		rulebook.SeeDecisions,
		archive.Submit,
		archive.Arrange,
		archive.Configure,
		archive.Verify,
		lending.Lend,
		lending.SeeUse,
		appraisal.See,
		appraisal.Appraise,
		appraisal.Opine,
		appraisal.Destroy,
		appraisal.Hold,
		custody.See,
		custody.Manage,
		custody.Place,
		custody.Stocktake,
		custody.Inspect,
		custody.Photo,
		calendar.Enter,
		register.See,
		register.Keep,
		register.Network,
		register.Due,
		register.Clear,
		register.Balance,
	),
	org.Personnel: with(
		org.ManagePeople,
		org.ManageBackups,
		rulebook.SeeDecisions,
		lending.Consent,
		lending.ConsentPersonnel,
		archive.KeepPersonnel,
		attendance.Lead,
		attendance.Keep,
		duty.Exempt,
		study.Branch,
		reception.Hold,
		integrity.Lead,
	),
	org.SystemAdmin: {
		org.Anyone,
		SeeHealth,
		org.ManageAccounts,
		org.SeeAccounts,
		calendar.Enter,
		calendar.Confirm,
	},
	org.SecurityAdmin: {
		org.Anyone,
		org.GrantRoles,
		org.SeeAccounts,
		calendar.Confirm,
	},
	org.AuditAdmin: {
		org.Anyone,
		audit.Read,
		archive.Verify,
		org.SeeAccounts,
	},
}
