package portal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"lantai.internal/kit/web"
)

// ticketTime is how long somebody who has shown number and code may look at the
// application without showing them again; every page renews it.
const ticketTime = 20 * time.Minute

const ticketCookie = "case"

// ticket is number and code of the application that a browser is looking at,
// sealed: the browser cannot read or make one, and the room asks for both anew on
// every page.
type ticket struct {
	Number string `json:"n"`
	Code   string `json:"c"`
	Until  int64  `json:"u"`
}

func (p *Portal) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(p.secret[:32])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (p *Portal) ticketPath() string { return p.Base + "/" }

// give hands the browser a ticket.
func (p *Portal) give(r *web.Request, number, code string) error {
	aead, err := p.aead()
	if err != nil {
		return err
	}
	b, err := json.Marshal(ticket{number, code, p.now().Add(ticketTime).Unix()})
	if err != nil {
		return err
	}
	sealed := aead.Seal(nil, nil, b, []byte(ticketCookie)) //nolint:gosec // this cipher makes its own random nonce
	r.SetCookie(&http.Cookie{Name: ticketCookie, Value: base64.RawURLEncoding.EncodeToString(sealed), Path: p.ticketPath(),
		MaxAge: int(ticketTime / time.Second), HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteStrictMode})
	return nil
}

// shown is the ticket that a request carries.
func (p *Portal) shown(r *web.Request) (ticket, bool) {
	var t ticket
	c, err := r.Cookie(ticketCookie)
	if err != nil {
		return t, false
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return t, false
	}
	aead, err := p.aead()
	if err != nil {
		return t, false
	}
	plain, err := aead.Open(nil, nil, b, []byte(ticketCookie))
	if err != nil || json.Unmarshal(plain, &t) != nil || p.now().Unix() >= t.Until {
		return ticket{}, false
	}
	return t, true
}

// leave takes the ticket away.
func (p *Portal) leave(r *web.Request) {
	r.SetCookie(&http.Cookie{Name: ticketCookie, Path: p.ticketPath(), MaxAge: -1, HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteStrictMode})
}
