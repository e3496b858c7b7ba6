package app

import (
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive"
)

// Ledger rights: the audit administrator reads the whole ledger.
const ReadLedger act.Right = "audit.read"

func init() { act.DeclareRights(ReadLedger) }

// Grants says which rights each role carries. The three administrators hold no
// right of any room; every business role may look up within its reach.
var Grants = org.Grants{
	org.Staff:         {archive.Read},
	org.Liaison:       {archive.Read, archive.Submit},
	org.SectionHead:   {archive.Read, archive.Submit},
	org.Leader:        {archive.Read},
	org.Director:      {archive.Read, org.ManagePeople},
	org.Archivist:     {archive.Read, archive.Submit, archive.Arrange, archive.Configure, archive.Verify},
	org.Personnel:     {archive.Read, org.ManagePeople},
	org.SystemAdmin:   {org.ManageAccounts, org.SeeAccounts},
	org.SecurityAdmin: {org.GrantRoles, org.SeeAccounts},
	org.AuditAdmin:    {ReadLedger, archive.Verify, org.SeeAccounts},
}
