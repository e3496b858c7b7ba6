// Package logistics is the bureau's housekeeping and energy (内务后勤及节能): meters,
// bills and the yearly energy report, vehicles and dispatch, assets and stock-taking,
// supplies; repairs, canteen, visits, keys and safety rounds are registers of the
// hall. The rule book names chapter eleven and has no text of it: its rules are added
// cards from national rules, and pages say so.
//
// Words: meter 计量表, reading 抄表读数, bill 账单, base data 单位基本信息, quota 定额,
// target 目标, yearly report 能源资源消费状况报告, freeze 定格, correction 更正, vehicle
// 公务用车, dispatch 派车, mileage 里程, fuelling 加油, asset 资产, card 资产卡片,
// assignment 领用, count 盘点, disposal 处置, supply 办公用品, stock 库存, move 出入库.
//
// # How a year of energy goes
//
//	SaveMeter, AddReadings, AddBill   every month; a meter never runs backwards
//	SaveBase, SetLimit, Explain       what is known of the bureau; quota, target, why
//	Statement                         counted anew from these, whenever somebody asks
//	Freeze                            from 1 January, once nothing is missing
//	Send                              by 31 March; Correct puts right what was frozen
//
// # What it keeps to
//
//   - A month without a reading is shown as a gap and is never filled in; a gap wants an
//     explanation, and the turn of the year a reading, before the year is frozen.
//   - Readings and bills of a frozen year are not changed: a numbered correction is.
//   - A vehicle or driver is sent out once at a time; mileage never runs backwards;
//     nobody approves the vehicle that they asked for.
//   - Two people take stock: who enters what was found does not close the count.
//   - Whoever put an asset forward for disposal does not approve it.
//   - Stock is never below zero.
//
// Tables: logistics_meter, logistics_reading, logistics_bill, logistics_base,
// logistics_limit, logistics_explanation, logistics_report, logistics_correction,
// logistics_vehicle, logistics_dispatch, logistics_fuel, logistics_asset,
// logistics_asset_event, logistics_count, logistics_count_line, logistics_supply,
// logistics_supply_move.
package logistics
