// Package org knows who is who: units, posts, people, the offices they hold from
// day to day, accounts with their passwords and roles. It makes the act.Actor
// under whose name everything else is done.
//
// Words: unit 科室、站（中心）, post 岗位, office 任职, account 账号, role 角色.
//
// Three administrators keep each other in check (system, security, audit): no
// account holds two of these roles or one of them together with a business role,
// and none of them sees business records. The system administrator makes
// accounts without any right, the security administrator grants roles, the audit
// administrator reads the ledger.
package org
