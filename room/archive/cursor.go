package archive

import (
	"encoding/base64"
	"encoding/json"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

// cursor is where a list goes on: the sort key of the last row shown.
type cursor struct {
	Date      string `json:"d,omitempty"`
	Year      int64  `json:"y,omitempty"`
	Category  string `json:"c,omitempty"`
	Unit      string `json:"u,omitempty"`
	Retention string `json:"r,omitempty"`
	No        int64  `json:"n,omitempty"`
	ID        int64  `json:"i"`
	Order     string `json:"o"`
}

func cursorOf(it *Item, order string) string {
	c := cursor{ID: it.ID, Order: order}
	if order == "class" {
		c.Year, c.Category, c.Unit, c.Retention, c.No = it.Year, it.Category, it.Unit, string(it.Retention), it.ItemNo
	} else {
		c.Date = it.Date.String()
	}
	b, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func parseCursor(s, order string) (cursor, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Order != order {
		return c, fault.New(fault.Invalid, "翻页标记已失效，请从第一页重新打开。")
	}
	return c, nil
}

func (c cursor) and(f *db.Filter, order string) {
	if order == "class" {
		f.And("(year, category, unit, retention, item_no, id) > (?, ?, ?, ?, ?, ?)", c.Year, c.Category, c.Unit, c.Retention, c.No, c.ID)
		return
	}
	f.And("(date, id) < (?, ?)", c.Date, c.ID)
}
