package org

import (
	"lantai.internal/kit/web"
)

// pages serves this package's pages; sessions are where signing in leaves its mark.
type pages struct {
	*Org
	sessions *web.Sessions
}

// Pages lists the pages of this package: signing in and out, one's own account,
// and the administrators' pages.
func (o *Org) Pages(s *web.Sessions) []web.Page {
	p := pages{o, s}
	const stranger = "whoever signs in is nobody yet"
	any, see, manage, grant, people := string(Anyone), string(SeeAccounts), string(ManageAccounts), string(GrantRoles), string(ManagePeople)
	return append(p.postPages(), []web.Page{
		{Name: "org.signin", Method: "GET", Pattern: "/signin", Public: stranger, Serve: p.signInPage},
		{Name: "org.signin.send", Method: "POST", Pattern: "/signin", Public: stranger, Serve: p.signIn},
		{Name: "org.signout", Method: "POST", Pattern: "/signout", Public: "whoever has a session may end it", Serve: p.signOut},

		{Name: "org.account", Method: "GET", Pattern: "/account", Right: any, Serve: p.accountPage},
		{Name: "org.password", Method: "GET", Pattern: "/account/password", Right: any, Serve: p.passwordPage},
		{Name: "org.password.send", Method: "POST", Pattern: "/account/password", Right: any, Serve: p.changePassword},
		{Name: "org.totp", Method: "GET", Pattern: "/account/totp", Right: any, Serve: p.totpPage},
		{Name: "org.totp.send", Method: "POST", Pattern: "/account/totp", Right: any, Serve: p.setTOTP},
		{Name: "org.totp.clear", Method: "POST", Pattern: "/account/totp/clear", Right: any, Serve: p.clearTOTP},
		{Name: "org.session.close", Method: "POST", Pattern: "/account/sessions/close", Right: any, Serve: p.closeSession},

		{Name: "org.accounts", Method: "GET", Pattern: "/admin/accounts", Right: see, Serve: p.accountsPage},
		{Name: "org.accounts.new", Method: "GET", Pattern: "/admin/accounts/new", Right: manage, Serve: p.newAccountPage},
		{Name: "org.accounts.create", Method: "POST", Pattern: "/admin/accounts/new", Right: manage, Serve: p.createAccount},
		{Name: "org.accounts.show", Method: "GET", Pattern: "/admin/accounts/{id}", Right: see, Serve: p.showAccount},
		{Name: "org.accounts.state", Method: "POST", Pattern: "/admin/accounts/{id}/state", Right: manage, Serve: p.setState},
		{Name: "org.accounts.reset", Method: "POST", Pattern: "/admin/accounts/{id}/reset", Right: manage, Serve: p.resetPassword},
		{Name: "org.roles", Method: "GET", Pattern: "/admin/roles", Right: see, Serve: p.rolesPage},
		{Name: "org.roles.matrix", Method: "GET", Pattern: "/admin/roles/matrix", Right: see, Serve: p.matrixPage},
		{Name: "org.roles.edit", Method: "GET", Pattern: "/admin/roles/{id}", Right: grant, Serve: p.editRoles},
		{Name: "org.roles.grant", Method: "POST", Pattern: "/admin/roles/{id}", Right: grant, Serve: p.grantRoles},

		{Name: "org.people", Method: "GET", Pattern: "/admin/people", Right: people, Serve: p.peoplePage},
		{Name: "org.people.new", Method: "GET", Pattern: "/admin/people/new", Right: people, Serve: p.newPersonPage},
		{Name: "org.people.add", Method: "POST", Pattern: "/admin/people/new", Right: people, Serve: p.addPersonForm},
		{Name: "org.people.show", Method: "GET", Pattern: "/admin/people/{id}", Right: people, Serve: p.showPerson},
		{Name: "org.people.assign", Method: "POST", Pattern: "/admin/people/{id}/offices", Right: people, Serve: p.assignOffice},
		{Name: "org.people.relieve", Method: "POST", Pattern: "/admin/people/{id}/offices/{office}/end", Right: people, Serve: p.endOffice},
		{Name: "org.people.leave", Method: "POST", Pattern: "/admin/people/{id}/leave", Right: people, Serve: p.leave},
	}...)
}
