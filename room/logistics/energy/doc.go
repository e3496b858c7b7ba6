// Package energy is the arithmetic of the energy statistics (公共机构能源资源消费统计):
// what a meter counted between two readings, what a year used, how much that is in
// standard coal, how it compares, what is missing. It is pure: facts go in, figures
// come out; no clock, no database.
//
// Words: meter 计量表, reading 读数 (抄表), multiplier 倍率, swap 换表, rollover 翻转,
// carrier 能源资源品种, amount 用量, gap 缺口, coefficient 折标准煤系数, base data
// 单位基本信息, quota 定额, target 节能目标, statement 年度统计.
//
// # Numbers
//
// Everything is a whole number: readings, amounts, areas and indicators in
// thousandths, money in fen, coefficients in hundred-thousandths. A figure is rounded
// once, where it is shown, half up; sums are of the unrounded parts.
//
// # Which coefficient a year uses
//
// A year is turned into standard coal by the coefficients in force on its last day,
// all twelve months alike. The yearly form names one coefficient for each carrier, and
// whoever checks it multiplies the yearly amount by it: with one coefficient for each
// month the months would no longer add up to that product. Where a year is compared
// with the one before, the earlier amounts are turned over by the later coefficients,
// so that what differs is the use, not the table.
//
// # What is not known
//
// A month without a reading is a gap. What was used in the gap is known for the whole
// of it once the next reading comes, and is shown so; it is never divided among the
// months. A gap over the turn of a year makes both years' totals unknown.
package energy
