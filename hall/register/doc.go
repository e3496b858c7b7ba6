// Package register is the shared register (登记簿): one table, one list with its
// filter, one form, one print, one export and one import for every plain register of
// the house. A room says what its register holds; it needs no table of its own.
//
// Words: register 登记簿, line 一条登记, number 编号, keeper 登记人, void 作废, amend 更正,
// due 期限.
//
// # How a room gets one
//
//	var Carriers = register.Register{
//		Code: "secrecy.carrier", Label: "涉密载体登记簿", Thing: "载体", Basis: []law.ID{law.X},
//		See: See, Keep: Keep,
//		Fields: []register.Field{
//			{Name: "day", Label: "登记日期", Type: register.Date, Need: true},
//			{Name: "title", Label: "载体名称", Need: true},
//			{Name: "due", Label: "应清退日期", Type: register.Date, Due: true},
//			{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "out", Label: "在外"}, {Code: "back", Label: "已清退", Done: true}}},
//		},
//	}
//	a.Register.Declare(secrecy.Carriers) // in app
//
// The fields "day" (a Date or Month, needed) and "title" (Text, needed) stand in every
// register: the day decides the year in which the line is numbered, the title names
// it. The room declares its rights (act.DeclareRights, org.NameRights), the grants of
// the program give them; the pages are at /register/CODE.
//
// # What it keeps to
//
//   - There is one deed each for entering, amending, voiding and importing. What it
//     asks for is the register's own right Keep, row by row; what is out of reach
//     (Whose) answers like what does not exist, and is written into the ledger.
//   - Lines are numbered within register and year without gaps. Nothing is deleted: a
//     void line keeps its number and shows its reason. An amended line keeps what it
//     held before, with the reason.
//   - Check is the room's own rule, asked inside the deed for every line that is
//     entered, amended or imported; After is what follows from a line, in the same
//     transaction.
//   - A line with a day in a field marked Due and a state that is not Done is a to-do
//     of the keepers until it is done or void.
//   - Of a Closed register the ledger gets the number of a line and nothing it says.
//
// A room with tables of its own shows, prints and exports them as a View.
//
// Tables: register_line, register_change.
package register
