// Package law holds the identifiers of clauses: the words by which every
// decision, refusal and ledger entry says on what ground it rests.
//
// The identifiers of the bureau's own rule book are generated from its data
// (see rulebooks), so a citation of a clause that does not exist does not
// compile. National law and standards are cited by the constants below.
package law

// ID names one clause: of the local rule book ("archive.box.single_class"), or,
// with the prefix "law.", of the law or standard the decision rests on.
type ID string

// National rules cited directly by the product.
const (
	// ArchivesLaw20 is article 20 of the Implementing Regulations of the Archives Law (State Council Order 772): ten years until transfer at county level.
	ArchivesLaw20 ID = "law.archives-regulations.20"
	// ArchivesLaw19 is article 19 of the same: papers are handed over by the office that made them; the schedule is approved by the archives authority.
	ArchivesLaw19 ID = "law.archives-regulations.19"
	// ArchivesLaw24 is article 24 of the same: appraisal at expiry, report, new period or destruction.
	ArchivesLaw24 ID = "law.archives-regulations.24"
	// ArchivesLaw30 is article 30 of the same: the opening opinion travels with the transfer.
	ArchivesLaw30 ID = "law.archives-regulations.30"
	// ArchivesLaw34 is article 34 of the same: use by outsiders of records not yet transferred needs consent.
	ArchivesLaw34 ID = "law.archives-regulations.34"
	// DAT22 is DA/T 22-2015, the rules for arranging filed documents.
	DAT22 ID = "law.dat22-2015"
	// DAT22Arrange is clause 5.3 of DA/T 22-2015: order inside the lowest class.
	DAT22Arrange ID = "law.dat22-2015.5.3"
	// DAT22Number is clause 5.4 of DA/T 22-2015: item numbers and archival codes.
	DAT22Number ID = "law.dat22-2015.5.4"
	// DAT22Box is clause 6.4 of DA/T 22-2015: boxing, never mixing year, unit or period.
	DAT22Box ID = "law.dat22-2015.6.4"
	// DAT13 is DA/T 13-2022, the rules for archival codes.
	DAT13 ID = "law.dat13-2022"
	// Holidays is the State Council's Measures on National Holidays and Commemoration Days (as amended 2024).
	Holidays ID = "law.holidays-2024"
	// Secrecy is the rule that classified material stays off systems that are not classified systems.
	Secrecy ID = "law.secrecy.no-classified"
	// SeparationOfDuties is the separation of system, security and audit administrators (GB/T 22239-2019, 8.1.5).
	SeparationOfDuties ID = "law.gbt22239-2019.8.1.5"
	// AnnualLeave3 is article 3 of the Regulations on Paid Annual Leave (State Council Order 514, in force 2008-01-01): 5, 10, 15 days; holidays and rest days do not count.
	AnnualLeave3 ID = "law.annual-leave-regulations.3"
	// AnnualLeave4 is article 4 of the same: when the year's leave is lost.
	AnnualLeave4 ID = "law.annual-leave-regulations.4"
	// AnnualLeave5 is article 5 of the same: carrying over one year, payment of what was not arranged.
	AnnualLeave5 ID = "law.annual-leave-regulations.5"
	// AnnualLeaveMeasures2 is article 2 of the Measures for staff of public offices and institutions: new days count from the next month.
	AnnualLeaveMeasures2 ID = "law.annual-leave-measures.2"
	// AnnualLeaveMeasures4 is article 4 of the same: leave already taken is lost in the next year instead.
	AnnualLeaveMeasures4 ID = "law.annual-leave-measures.4"
	// HomeVisit4 is article 4 of the State Council's rules on home-visit leave (1981).
	HomeVisit4 ID = "law.home-visit.4"
	// WomenWorkers7 is article 7 of the Special Rules on the Labour Protection of Female Employees (2012): maternity leave.
	WomenWorkers7 ID = "law.women-workers.7"
	// ChongqingPopulation is the Chongqing Regulations on Population and Family Planning: marriage and maternity leave.
	ChongqingPopulation ID = "law.chongqing-population"
	// CivilServants88 is article 88 of the Civil Servants Law (2018): dismissal after 15 or 30 days of absence.
	CivilServants88 ID = "law.civil-servants.88"
)
