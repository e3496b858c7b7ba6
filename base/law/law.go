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

// The rules on disclosure that overtook or bound chapter six of the book: the
// Regulations on the Disclosure of Government Information (State Council Order
// 492 of 2007, Order 711 of 2019) and what goes with them. An application is
// under the Regulations in force on the day it was received.
const (
	// Disclosure2007Publication is article 18 of 2007: published within 20 working days of being formed or changed.
	Disclosure2007Publication ID = "law.disclosure-2007.18"
	// Disclosure2007Kinds is article 21 of 2007: the kinds of reply, telling to supplement among them.
	Disclosure2007Kinds ID = "law.disclosure-2007.21"
	// Disclosure2007Application is article 20 of 2007: what an application states.
	Disclosure2007Application ID = "law.disclosure-2007.20"
	// Disclosure2007Partial is article 22 of 2007: what can be separated is given.
	Disclosure2007Partial ID = "law.disclosure-2007.22"
	// Disclosure2007ThirdParty is article 23 of 2007: asking the third party in writing, without a period for its answer.
	Disclosure2007ThirdParty ID = "law.disclosure-2007.23"
	// Disclosure2007Reply is article 24 of 2007: 15 working days, 15 more at most, less the time of asking third parties.
	Disclosure2007Reply ID = "law.disclosure-2007.24"
	// Disclosure2007Correction is article 25 of 2007: correcting records about oneself.
	Disclosure2007Correction ID = "law.disclosure-2007.25"
	// Disclosure2007Fees is article 27 of 2007: only the cost of searching, copying and posting.
	Disclosure2007Fees ID = "law.disclosure-2007.27"
	// Disclosure2007AnnualReport is article 31 of 2007: published by 31 March.
	Disclosure2007AnnualReport ID = "law.disclosure-2007.31"
	// Disclosure2007Force is article 38 of 2007: in force from 1 May 2008.
	Disclosure2007Force ID = "law.disclosure-2007.38"
	// Disclosure2019Openness is article 5 of 2019: openness is the rule.
	Disclosure2019Openness ID = "law.disclosure-2019.5"
	// Disclosure2019Guide is article 12 of 2019: guide and catalogue.
	Disclosure2019Guide ID = "law.disclosure-2019.12"
	// Disclosure2019Forbidden is article 14 of 2019: state secrets, what laws forbid, security and stability.
	Disclosure2019Forbidden ID = "law.disclosure-2019.14"
	// Disclosure2019OthersRights is article 15 of 2019: the lawful rights of third parties.
	Disclosure2019OthersRights ID = "law.disclosure-2019.15"
	// Disclosure2019Internal is article 16 of 2019: internal affairs, records of process, enforcement files.
	Disclosure2019Internal ID = "law.disclosure-2019.16"
	// Disclosure2019Review is article 17 of 2019: review before release.
	Disclosure2019Review ID = "law.disclosure-2019.17"
	// Disclosure2019Reexamination is article 18 of 2019: what is withheld is assessed again.
	Disclosure2019Reexamination ID = "law.disclosure-2019.18"
	// Disclosure2019Proactive is article 20 of 2019: the fifteen items to be disclosed without being asked.
	Disclosure2019Proactive ID = "law.disclosure-2019.20"
	// Disclosure2019Counties is article 21 of 2019: what counties publish besides.
	Disclosure2019Counties ID = "law.disclosure-2019.21"
	// Disclosure2019Publication is article 26 of 2019: published within 20 working days of being formed or changed.
	Disclosure2019Publication ID = "law.disclosure-2019.26"
	// Disclosure2019Applicants is article 27 of 2019: anyone may apply, without a special need.
	Disclosure2019Applicants ID = "law.disclosure-2019.27"
	// Disclosure2019Application is article 29 of 2019: what an application states.
	Disclosure2019Application ID = "law.disclosure-2019.29"
	// Disclosure2019Supplement is article 30 of 2019: one notice within 7 working days, restart, given up if unanswered.
	Disclosure2019Supplement ID = "law.disclosure-2019.30"
	// Disclosure2019Receipt is article 31 of 2019: the day of receipt by channel.
	Disclosure2019Receipt ID = "law.disclosure-2019.31"
	// Disclosure2019ThirdParty is article 32 of 2019: 15 working days; if the third party is silent the agency decides.
	Disclosure2019ThirdParty ID = "law.disclosure-2019.32"
	// Disclosure2019Reply is article 33 of 2019: 20 working days, 20 more at most, less the time of asking others.
	Disclosure2019Reply ID = "law.disclosure-2019.33"
	// Disclosure2019JointAgencies is article 34 of 2019: joint makers have 15 working days, silence is consent.
	Disclosure2019JointAgencies ID = "law.disclosure-2019.34"
	// Disclosure2019Excessive is article 35 of 2019: excessive applications; reasonable ones get a longer period, which is stated.
	Disclosure2019Excessive ID = "law.disclosure-2019.35"
	// Disclosure2019Kinds is article 36 of 2019: the kinds of reply.
	Disclosure2019Kinds ID = "law.disclosure-2019.36"
	// Disclosure2019Partial is article 37 of 2019: what can be separated is given, with reasons for the rest.
	Disclosure2019Partial ID = "law.disclosure-2019.37"
	// Disclosure2019Existing is article 38 of 2019: only information that exists; no analysis is owed.
	Disclosure2019Existing ID = "law.disclosure-2019.38"
	// Disclosure2019Petitions is article 39 of 2019: petitions and publications are no applications.
	Disclosure2019Petitions ID = "law.disclosure-2019.39"
	// Disclosure2019Assistance is article 43 of 2019: help for those who have difficulty in reading, seeing or hearing.
	Disclosure2019Assistance ID = "law.disclosure-2019.43"
	// Disclosure2019Correction is article 41 of 2019: correcting records about oneself.
	Disclosure2019Correction ID = "law.disclosure-2019.41"
	// Disclosure2019Fees is article 42 of 2019: free, but for clearly excessive numbers.
	Disclosure2019Fees ID = "law.disclosure-2019.42"
	// Disclosure2019Supervision is article 47 of 2019: what the authority in charge may do.
	Disclosure2019Supervision ID = "law.disclosure-2019.47"
	// Disclosure2019AnnualReport is article 49 of 2019: reported and published by 31 January.
	Disclosure2019AnnualReport ID = "law.disclosure-2019.49"
	// Disclosure2019Complaint is article 51 of 2019: to whom one complains.
	Disclosure2019Complaint ID = "law.disclosure-2019.51"
	// Disclosure2019Force is article 56 of 2019: in force from 15 May 2019.
	Disclosure2019Force ID = "law.disclosure-2019.56"
	// DisclosureReceipt2015 is the State Council office's letter of 2015 on the day of receipt.
	DisclosureReceipt2015 ID = "law.disclosure-receipt-2015"
	// DisclosureService2016 is its letter of 2016 on serving replies: by the postal enterprise, the day of posting counts.
	DisclosureService2016 ID = "law.disclosure-service-2016"
	// ProcessingFee2020 is the State Council office's measures on the processing fee.
	ProcessingFee2020 ID = "law.processing-fee-2020"
	// AnnualReportFormat2021 is the national format of annual reports.
	AnnualReportFormat2021 ID = "law.annual-report-format-2021"
	// Reconsideration1999Period is article 9 of the Administrative Reconsideration Law of 1999: 60 days.
	Reconsideration1999Period ID = "law.reconsideration-1999.9"
	// Reconsideration2023Period is article 20 of the Administrative Reconsideration Law of 2023: 60 days.
	Reconsideration2023Period ID = "law.reconsideration-2023.20"
	// Reconsideration2023Online is article 22 of the same: a decision served over the internet offers review over it.
	Reconsideration2023Online ID = "law.reconsideration-2023.22"
	// Reconsideration2023First is article 23 of the Administrative Reconsideration Law: review before a lawsuit.
	Reconsideration2023First ID = "law.reconsideration-2023.23"
	// Reconsideration2023Body is article 24 of the same: the county government reviews its departments.
	Reconsideration2023Body ID = "law.reconsideration-2023.24"
	// Litigation1989Direct is article 39 of the Administrative Procedure Law of 1989: three months to sue directly.
	Litigation1989Direct ID = "law.administrative-litigation-1989.39"
	// Litigation2014Review is article 45 of the same as revised in 2014: 15 days after the review decision.
	Litigation2014Review ID = "law.administrative-litigation-2014.45"
	// Litigation2014Direct is article 46 of the same: six months to sue directly.
	Litigation2014Direct ID = "law.administrative-litigation-2014.46"
	// CivilProcedurePeriods is the article of the Civil Procedure Law on periods: the first day is not counted, a last day that is a holiday moves on.
	CivilProcedurePeriods ID = "law.civil-procedure-2023.85"
	CivilCode203          ID = "law.civil-code.203"
	LicensingOnce         ID = "law.administrative-licensing-2019.32"
	LicensingDelivery     ID = "law.administrative-licensing-2019.44"
	LicensingWorkdays     ID = "law.administrative-licensing-2019.82"
)
