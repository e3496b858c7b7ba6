// Package attendance is leave, trips and presence: chapter two of the rule book.
//
// The rules in rules*.go are pure: they know no clock and no database. Which chain
// a request takes, how many days it is charged and how much annual leave there is,
// the rule book's tables decide (hall/rulebook); here stands what needs more than
// one request or more than one day to be seen.
package attendance
