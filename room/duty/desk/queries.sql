-- name: log_count
-- scope: system
SELECT count(*) FROM duty_log WHERE year = $1

-- name: log_secret
-- scope: system
SELECT count(*) FROM duty_log WHERE year = $1 AND secret = 1

-- name: log_open
-- scope: system
SELECT count(*) FROM duty_log WHERE year = $1 AND state = 'open'

-- name: log_years
-- scope: system
SELECT DISTINCT year FROM duty_log WHERE year < $1 AND NOT EXISTS (SELECT 1 FROM duty_book b WHERE b.id = duty_log.year) ORDER BY year
