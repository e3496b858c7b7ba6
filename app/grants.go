package app

import (
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
	"lantai.internal/room/archive/lending"
)

// Ledger rights: the audit administrator reads the whole ledger.
const ReadLedger act.Right = "audit.read"

func init() { act.DeclareRights(ReadLedger) }

// Grants says which rights each role carries. The three administrators hold no
// right of any room; every business role may look up within its reach.
var Grants = org.Grants{
	org.Staff:       {archive.Read, lending.Use},
	org.Liaison:     {archive.Read, archive.Submit, lending.Use},
	org.SectionHead: {archive.Read, archive.Submit, lending.Use, lending.SeeUse, appraisal.See, appraisal.Opine, appraisal.Supervise},
	org.Leader:      {archive.Read, lending.Use, lending.SeeUse, lending.Consent, lending.ConsentParty, appraisal.See, appraisal.Opine, appraisal.Hold},
	org.Director: {archive.Read, org.ManagePeople, lending.Use, lending.SeeUse, lending.Consent, lending.ConsentParty, lending.ConsentBureau,
		appraisal.See, appraisal.Approve, appraisal.Hold, appraisal.Release, appraisal.Opening},
	org.Archivist: {archive.Read, archive.Submit, archive.Arrange, archive.Configure, archive.Verify, lending.Use, lending.Lend, lending.SeeUse,
		appraisal.See, appraisal.Appraise, appraisal.Opine, appraisal.Destroy, appraisal.Hold},
	org.Personnel:     {archive.Read, org.ManagePeople, lending.Use, lending.Consent, lending.ConsentPersonnel},
	org.SystemAdmin:   {org.ManageAccounts, org.SeeAccounts},
	org.SecurityAdmin: {org.GrantRoles, org.SeeAccounts},
	org.AuditAdmin:    {ReadLedger, archive.Verify, org.SeeAccounts},
}
