// Package roster makes duty rosters (值班表) and says who holds a turn: pure functions
// of people, days and settings, without clock or database (clauses duty.24h.political,
// duty.offtime, duty.roster.leader).
//
// Words: shift 班, track 值班员/带班领导, order 排班条件, pick 一班的人选, gap 空缺,
// refusal 不能排的原因, claim 一段时间由谁值的一个说法, layer 效力层次.
//
// All instants are microseconds UTC, all stretches half-open [From, Until). Both tracks
// are made by the same function: the officer's from the staff, the leader's from the
// leaders.
package roster
