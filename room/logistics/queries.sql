-- name: meters
-- scope: figures
SELECT id, number, carrier, place, multiplier, digits, from_month, opening, until, part, made_by, made_at, version FROM logistics_meter ORDER BY CASE WHEN until = 0 THEN 0 ELSE 1 END, carrier, number, id

-- name: meter
-- scope: deed
SELECT id, number, carrier, place, multiplier, digits, from_month, opening, until, part, made_by, made_at, version FROM logistics_meter WHERE id = $1

-- name: reading
-- scope: deed
SELECT id, meter_id, month, read_on, value, rolled, swapped_on, swap_closing, swap_opening, swap_multiplier, swap_digits, why, made_by, made_name, made_at, version FROM logistics_reading WHERE id = $1

-- name: readings_of
-- scope: figures
SELECT id, meter_id, month, read_on, value, rolled, swapped_on, swap_closing, swap_opening, swap_multiplier, swap_digits, why, made_by, made_name, made_at, version FROM logistics_reading WHERE meter_id = $1 ORDER BY month

-- name: readings_all
-- scope: figures
SELECT id, meter_id, month, read_on, value, rolled, swapped_on, swap_closing, swap_opening, swap_multiplier, swap_digits, why, made_by, made_name, made_at, version FROM logistics_reading WHERE month < $1 ORDER BY meter_id, month

-- name: bill
-- scope: deed
SELECT id, carrier, meter_id, month, amount, cost, supplier, number, state, reason, made_by, made_at, version FROM logistics_bill WHERE id = $1

-- name: bills_of
-- scope: figures
SELECT id, carrier, meter_id, month, amount, cost, supplier, number, state, reason, made_by, made_at, version FROM logistics_bill WHERE month >= $1 AND month <= $2 ORDER BY month, carrier, id

-- name: base
-- scope: figures
SELECT id, area, people, posts, vehicles, plan, made_by, made_at, version FROM logistics_base WHERE id = $1

-- name: limits_of
-- scope: figures
SELECT id, year, indicator, quota, most, ground, made_by, made_at, version FROM logistics_limit WHERE year = $1 ORDER BY quota DESC, indicator

-- name: limit
-- scope: deed
SELECT id, year, indicator, quota, most, ground, made_by, made_at, version FROM logistics_limit WHERE year = $1 AND indicator = $2 AND quota = $3

-- name: explanations_of
-- scope: figures
SELECT id, year, about, words, made_by, made_name, made_at, version FROM logistics_explanation WHERE year = $1 ORDER BY id

-- name: explanation
-- scope: deed
SELECT id, year, about, words, made_by, made_name, made_at, version FROM logistics_explanation WHERE year = $1 AND about = $2

-- name: report
-- scope: figures
SELECT id, facts, digest, frozen_by, frozen_name, frozen_at, sent_on, sent_to, sent_how, version FROM logistics_report WHERE id = $1

-- name: reports
-- scope: figures
SELECT id, facts, digest, frozen_by, frozen_name, frozen_at, sent_on, sent_to, sent_how, version FROM logistics_report ORDER BY id DESC

-- name: corrections_of
-- scope: figures
SELECT id, year, no, carrier, month, field, was, becomes, reason, made_by, made_name, made_at FROM logistics_correction WHERE year = $1 ORDER BY no

-- name: vehicles
-- scope: open
SELECT id, plate, model, fuel, seats, mileage, standard, retired, made_by, made_at, version FROM logistics_vehicle ORDER BY CASE WHEN retired = '' THEN 0 ELSE 1 END, plate, id

-- name: vehicle
-- scope: deed
SELECT id, plate, model, fuel, seats, mileage, standard, retired, made_by, made_at, version FROM logistics_vehicle WHERE id = $1

-- name: dispatch
-- scope: deed
SELECT id, number, login, name, unit, unit_name, purpose, place, people, from_at, until_at, trip, state, vehicle_id, driver_id, decided_by, decided_name, decided_at, words, left_at, back_at, start_km, end_km, made_at, version FROM logistics_dispatch WHERE id = $1

-- name: dispatches
-- scope: deed
SELECT id, number, login, name, unit, unit_name, purpose, place, people, from_at, until_at, trip, state, vehicle_id, driver_id, decided_by, decided_name, decided_at, words, left_at, back_at, start_km, end_km, made_at, version FROM logistics_dispatch WHERE from_at < $2 AND until_at > $1 ORDER BY from_at DESC, id DESC

-- name: meets
-- scope: deed
SELECT id, number, login, name, unit, unit_name, purpose, place, people, from_at, until_at, trip, state, vehicle_id, driver_id, decided_by, decided_name, decided_at, words, left_at, back_at, start_km, end_km, made_at, version FROM logistics_dispatch WHERE state IN ('approved', 'out') AND from_at < $2 AND until_at > $1 AND id <> $3 ORDER BY from_at, id

-- name: fuellings_of
-- scope: figures
SELECT id, vehicle_id, on_date, amount, cost, mileage, made_by, made_at, version FROM logistics_fuel WHERE vehicle_id = $1 ORDER BY mileage, id

-- name: assets
-- scope: deed
SELECT id, number, name, model, category, acquired_on, value, unit, person_id, place, state, made_by, made_at, version FROM logistics_asset ORDER BY number, id

-- name: asset
-- scope: deed
SELECT id, number, name, model, category, acquired_on, value, unit, person_id, place, state, made_by, made_at, version FROM logistics_asset WHERE id = $1

-- name: asset_events
-- scope: deed
SELECT id, asset_id, what, words, made_by, made_name, made_at FROM logistics_asset_event WHERE asset_id = $1 ORDER BY id

-- name: counts
-- scope: figures
SELECT id, number, on_date, first, first_name, other, other_name, state, closed_at, words, version FROM logistics_count ORDER BY id DESC

-- name: count
-- scope: deed
SELECT id, number, on_date, first, first_name, other, other_name, state, closed_at, words, version FROM logistics_count WHERE id = $1

-- name: count_lines
-- scope: deed
SELECT id, count_id, asset_id, number, name, unit, place, value, found, words, made_by, version FROM logistics_count_line WHERE count_id = $1 ORDER BY CASE WHEN asset_id = 0 THEN 1 ELSE 0 END, number, id

-- name: count_line
-- scope: deed
SELECT id, count_id, asset_id, number, name, unit, place, value, found, words, made_by, version FROM logistics_count_line WHERE id = $1

-- name: supplies
-- scope: open
SELECT id, name, model, measure, least, stock, made_by, made_at, version FROM logistics_supply ORDER BY name, model, id

-- name: supply
-- scope: deed
SELECT id, name, model, measure, least, stock, made_by, made_at, version FROM logistics_supply WHERE id = $1

-- name: moves_of
-- scope: figures
SELECT id, number, supply_id, on_date, amount, stock, cost, unit, person_id, words, made_by, made_name, made_at FROM logistics_supply_move WHERE supply_id = $1 ORDER BY id DESC

-- name: move
-- scope: deed
SELECT id, number, supply_id, on_date, amount, stock, cost, unit, person_id, words, made_by, made_name, made_at FROM logistics_supply_move WHERE id = $1

-- name: readings_count
-- scope: deed
SELECT count(*) FROM logistics_reading WHERE meter_id = $1

-- name: last_month
-- scope: deed
SELECT coalesce(max(month), 0) FROM logistics_reading WHERE meter_id = $1

-- name: bill_number
-- scope: deed
SELECT count(*) FROM logistics_bill WHERE number = $1 AND carrier = $2 AND state = 'kept'

-- name: frozen
-- scope: figures
SELECT count(*) FROM logistics_report WHERE id = $1

-- name: engaged
-- scope: deed
SELECT count(*) FROM logistics_dispatch WHERE vehicle_id = $1 AND state IN ('approved', 'out')

-- name: vehicle_out
-- scope: deed
SELECT count(*) FROM logistics_dispatch WHERE vehicle_id = $1 AND state = 'out'

-- name: asset_number
-- scope: deed
SELECT count(*) FROM logistics_asset WHERE number = $1 AND id <> $2

-- name: counts_open
-- scope: figures
SELECT count(*) FROM logistics_count WHERE state NOT IN ('closed', 'dropped')

-- name: counted_by
-- scope: deed
SELECT count(*) FROM logistics_count_line WHERE count_id = $1 AND made_by = $2

-- name: uncounted
-- scope: figures
SELECT count(*) FROM logistics_count_line WHERE count_id = $1 AND found = ''

-- name: differing
-- scope: figures
SELECT count(*) FROM logistics_count_line WHERE count_id = $1 AND found IN ('no', 'more')

-- name: todo_known
-- scope: system
SELECT count(*) FROM notify_todo WHERE key = $1

-- name: readings_in
-- scope: figures
SELECT id, meter_id, month, read_on, value, rolled, swapped_on, swap_closing, swap_opening, swap_multiplier, swap_digits, why, made_by, made_name, made_at, version FROM logistics_reading WHERE month = $1 ORDER BY meter_id

-- name: meter_number
-- scope: deed
SELECT id, number, carrier, place, multiplier, digits, from_month, opening, until, part, made_by, made_at, version FROM logistics_meter WHERE number = $1

-- name: vehicle_plate
-- scope: deed
SELECT id, plate, model, fuel, seats, mileage, standard, retired, made_by, made_at, version FROM logistics_vehicle WHERE plate = $1
