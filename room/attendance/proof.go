package attendance

import (
	"context"
	"slices"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

var proofColumns = []string{"subject", "kind", "hospital", "name", "sha256", "sm3", "size", "made_by", "made_at"}

// Proof is a paper that belongs to a leave or a trip.
type Proof struct {
	ID       int64  `db:"id"`
	Subject  string `db:"subject"`
	Kind     string `db:"kind"`
	Hospital string `db:"hospital"` // grade 1, 2 or 3
	flow.Attachment
}

// Kinds of proof.
const (
	HospitalCertificate = "hospital_certificate"
	External            = "external" // an answer from outside the bureau
	OtherPaper          = "other"
)

var proofLabels = map[string]string{HospitalCertificate: "医院诊断证明", External: "系统外批复", OtherPaper: "其他材料"}

type proofIn struct {
	r *Room
	p Proof
}

// What is wrong with a paper is a fault of a field: a refusal by rule would stand in
// the ledger with its clause, and tell of an illness.
var addProofDeed = act.Define(act.Spec[proofIn, int64]{Name: "attendance.proof.add", Label: "补交证明", Right: Attend, Basis: []law.ID{law.LeaveFormalities},
	Do: func(tx *act.Tx, in proofIn) (int64, act.Entry, error) {
		p := in.p
		number, err := in.r.owned(tx, p.Subject)
		if err != nil {
			return 0, act.Entry{}, err
		}
		switch {
		case proofLabels[p.Kind] == "":
			return 0, act.Entry{}, fault.Field("kind", p.Kind, "请选择材料的种类：医院诊断证明、系统外批复或其他材料。")
		case p.Kind == HospitalCertificate && !slices.Contains([]string{"1", "2", "3"}, p.Hospital):
			return 0, act.Entry{}, fault.Field("hospital", p.Hospital, "请选择出具证明的医院等级。")
		case p.Kind == HospitalCertificate && !in.r.accepted(p.Hospital):
			return 0, act.Entry{}, fault.Field("hospital", p.Hospital, "病假须凭二级以上医院的诊断证明，一级医院的证明不能作为依据。请换二级以上医院的证明；作一般说明的，种类选“其他材料”。")
		}
		if err := p.Check("file"); err != nil {
			return 0, act.Entry{}, err
		}
		if p.Kind != HospitalCertificate {
			p.Hospital = ""
		}
		if err := blob.Keep(tx.Ctx, tx, in.r.Files, p.SHA256); err != nil {
			return 0, act.Entry{}, err
		}
		if p.ID, err = tx.Next("attendance_proof"); err != nil {
			return 0, act.Entry{}, err
		}
		if _, err = db.Exec(tx.Ctx, tx, q.SQL("proof_insert"), p.ID, p.Subject, p.Kind, p.Hospital, p.Name, p.SHA256, p.SM3, p.Size, tx.Actor.Login, tx.Now); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("attendance_proof", p.ID)
		err = in.r.oweFurther(tx, flow.Further{Subject: p.Subject, What: p.what(), Title: "后补的材料", Files: []flow.Paper{p.Paper()}, Personnel: p.Kind == HospitalCertificate})
		return p.ID, act.Entry{Subject: p.Subject, Summary: "补充材料 1 份：" + number, Detail: map[string]any{"proof": p.ID}}, err
	}})

// HasFile reports whether a paper of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// accepted reports whether a certificate of a hospital of a grade serves.
func (r *Room) accepted(hospital string) bool {
	level, err := strconv.Atoi(hospital)
	if err != nil {
		return false
	}
	_, err = CheckCertificate(r.Rules.Base, nil, civil.Date{}, Certificate{Given: true, Level: level})
	return err == nil
}

// what names the paper among those handed over after the closing.
func (p Proof) what() string { return act.Subject("attendance_proof", p.ID) }

// owned lets through whoever may add papers to a leave or a trip: the applicant,
// who entered it, and who keeps the registers. It gives the number, and keeps the row
// until the deed ends: a paper that comes as the case closes is either handed over
// with the others or for itself.
func (r *Room) owned(tx *act.Tx, subject string) (string, error) {
	table, id := act.SubjectOf(subject)
	hidden := act.OutOfReach(subject)
	switch table {
	case "attendance_leave":
		l, err := leaveLocked(tx, id)
		if err == nil && l.Login != tx.Actor.Login && l.SubmittedBy != tx.Actor.Login && !tx.Actor.May(Keep) {
			err = hidden
		}
		return l.Number, err
	case "attendance_trip":
		t, err := tripLocked(tx, id)
		if err == nil && t.Login != tx.Actor.Login && t.SubmittedBy != tx.Actor.Login && !tx.Actor.May(Keep) {
			err = hidden
		}
		return t.Number, err
	}
	return "", hidden
}

// AddProof adds a paper that lies in the file store already.
func (r *Room) AddProof(ctx context.Context, who act.Actor, p Proof) (int64, error) {
	return addProofDeed.Run(ctx, r.Door, who, proofIn{r, p})
}

var readProofDeed = act.Define(act.Spec[proofIn, Proof]{Name: "attendance.proof.read", Label: "查看证明", Right: Attend, Basis: []law.ID{law.LeaveFormFMissing},
	Do: func(tx *act.Tx, in proofIn) (Proof, act.Entry, error) {
		p, ok, err := db.Maybe[Proof](tx.Ctx, tx, q.SQL("proof"), in.p.ID)
		if err != nil {
			return p, act.Entry{}, err
		}
		if !ok {
			return p, act.Entry{}, act.OutOfReach(act.Subject("attendance_proof", in.p.ID))
		}
		return p, act.Entry{Subject: p.Subject, Summary: "查阅材料 1 份", Detail: map[string]any{"proof": p.ID}}, nil
	}})

// ReadProof gives a paper to somebody of the chain; that it was read stands in the
// ledger, what it says does not.
func (r *Room) ReadProof(ctx context.Context, who act.Actor, id int64) (Proof, blob.File, error) {
	p, ok, err := db.Maybe[Proof](ctx, r.Door.Reader(), q.SQL("proof"), id)
	if err != nil {
		return p, nil, err
	}
	if !ok {
		return p, nil, act.OutOfReach(act.Subject("attendance_proof", id))
	}
	if !who.May(Keep) {
		if _, err := r.Flow.ViewOf(ctx, who, p.Subject); err != nil {
			return Proof{}, nil, err
		}
	}
	if p, err = readProofDeed.Run(ctx, r.Door, who, proofIn{r, Proof{ID: id}}); err != nil {
		return p, nil, err
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}
