// Made by `npm run generate` from openapi/v1.json and names.json.
/** Of each resource its operations, a line each: "flags method/path"; generator/write.ts says what the flags mean. */
export const operations: Readonly<Record<string, string>> = {
  auth: `Pkbot register/auth/register
Pot registerGuest/auth/guest
Pkbt upgradeGuest/auth/guest/upgrade
Pbot login/auth/login
Pbot loginWithCode/auth/login/second-factor
Po beginPasskeyLogin/auth/passkey/options
Pbot loginWithPasskey/auth/passkey
Pbt reauthenticate/auth/reauthenticate
Pbot loginWithProvider/auth/oidc/{}
Pbot loginWithGoogle/auth/google
Go listProviders/auth/providers
Po beginProviderLogin/auth/oidc/{}/authorizations
Pbot completeProviderLogin/auth/oidc/{}/authorizations/complete
Pe logout/auth/logout
Pe logoutEverywhere/auth/logout-all
Pbo forgotPassword/auth/forgot-password
Pbo resetPassword/auth/reset-password
Pbo verifyEmail/auth/verify-email
Pb verifyPhone/auth/verify-phone
Pb resendVerification/auth/resend-verification
G listSessions/auth/sessions
D endSession/auth/sessions/{}
G listSignIns/auth/sign-ins
Pq rotateSigningKeys/auth/signing-keys/rotate`,
  me: `G get/users/me
G bootstrap/me/bootstrap
Ab update/users/me
Dbe erase/users/me
G export/users/me/export
Ub changePassword/users/me/password
G getSecondFactor/users/me/second-factor
P beginSecondFactor/users/me/second-factor
Pb confirmSecondFactor/users/me/second-factor/confirm
P renewRecoveryCodes/users/me/second-factor/recovery-codes
D removeSecondFactor/users/me/second-factor
G listApiTokens/users/me/api-tokens
Pb createApiToken/users/me/api-tokens
D revokeApiToken/users/me/api-tokens/{}
G listPasskeys/users/me/passkeys
P beginPasskey/users/me/passkeys/options
Pb addPasskey/users/me/passkeys
Ab renamePasskey/users/me/passkeys/{}
D deletePasskey/users/me/passkeys/{}
G getEmail/users/me/email
Pb changeEmail/users/me/email
D withdrawEmail/users/me/email/pending
G getPhone/users/me/phone
Pb changePhone/users/me/phone
D withdrawPhone/users/me/phone/pending
G listLogins/users/me/external-logins
Pb linkLogin/users/me/external-logins
P beginLinkLogin/users/me/external-logins/{}/authorizations
Pb completeLinkLogin/users/me/external-logins/{}/authorizations/complete
D unlinkLogin/users/me/external-logins/{}
Pt becomeOrganizer/users/me/organizer
Uuq setPicture/users/me/picture
D deletePicture/users/me/picture
G getReferral/users/me/referral`,
  users: `Gqp list/users
Go get/users/{}
Gq getMany/users/by-ids
Go getByUsername/users/by-username/{}
Gqro picture/users/{}/picture
Gqp activity/users/{}/activity
Gqp communities/users/{}/communities
G compatibility/users/{}/compatibility
G relation/users/{}/relation
U follow/users/{}/follow
D unfollow/users/{}/follow
Gqp followers/users/{}/followers
Gqp following/users/{}/following
Ub setRoles/users/{}/roles
Pb suspend/users/{}/suspend
D liftSuspension/users/{}/suspend
Pb removeSecondFactor/users/{}/second-factor/remove
Go identityBadges/identity-badges`,
  audit: `Gqp list/audit
Gq check/audit/check`,
  waitlist: `Pbo join/waitlist
Gqo status/waitlist/status`,
  profiles: `G get/profiles/{}
G mine/profiles/me
Ub replace/profiles/me
Ub replaceAwards/profiles/me/awards
Ub replaceCertifications/profiles/me/certifications
Ub replaceProjects/profiles/me/projects
Ub replaceSkills/profiles/me/skills
Pb analyze/profiles/me/analyze
D deleteAnalysis/profiles/me/analysis`,
  connections: `Gqp list/connections
Pkb request/connections
Gqp pending/connections/pending
P accept/connections/{}/accept
P decline/connections/{}/decline
D delete/connections/{}`,
  blocks: `Gqp list/blocks
U add/blocks/{}
D delete/blocks/{}`,
  discover: `Gqp people/discover/people
Gq suggestions/discover/suggestions
D dismissSuggestion/discover/suggestions/{}`,
  network: `Gq graph/network/graph
G path/network/path/{}`,
  feed: `Gqp list/feed`,
  search: `Gqp byMeaning/search/semantic`,
  communities: `Gqpo list/communities
Pkb create/communities
Go get/communities/{}
Ab update/communities/{}
Pb previewRules/communities/rules/preview
D delete/communities/{}
Gqp mine/communities/mine
Pk join/communities/{}/join
Pk leave/communities/{}/leave
Gqp activity/communities/{}/activity
G access/communities/{}/access
Pk renewAccess/communities/{}/access/renew
Gqro picture/communities/{}/picture
Uuq setPicture/communities/{}/picture
D deletePicture/communities/{}/picture
Gqp members/communities/{}/members
Ab changeRole/communities/{}/members/{}
D removeMember/communities/{}/members/{}
Gqp bans/communities/{}/bans
Pkb ban/communities/{}/bans
D liftBan/communities/{}/bans/{}
Gqp invitations/communities/{}/invitations
Pkb invite/communities/{}/invitations
D withdrawInvitation/communities/{}/invitations/{}
Pk declineInvitation/communities/{}/invitations/decline
Gqp myInvitations/communities/invitations/mine
Gqp requests/communities/{}/requests
Pk acceptRequest/communities/{}/requests/{}/accept
Pk declineRequest/communities/{}/requests/{}/decline
D withdrawRequest/communities/{}/requests/{}
Gqp myRequests/communities/requests/mine
Gqp links/communities/{}/links
Pkb createLink/communities/{}/links
D revokeLink/communities/{}/links/{}
G showLink/communities/join-links/{}
Pk joinByLink/communities/join-links/{}
Gqp reports/communities/{}/reports
G report/communities/{}/reports/{}
Pkb resolveReport/communities/{}/reports/{}/resolve`,
  threads: `Gqp list/communities/{}/threads
Pkb create/communities/{}/threads
Gqp search/threads/search
G get/threads/{}
Ab update/threads/{}
D delete/threads/{}
U lock/threads/{}/lock
D unlock/threads/{}/lock
U pin/threads/{}/pin
D unpin/threads/{}/pin
Gqs messages/threads/{}/messages
Pbc post/threads/{}/messages`,
  direct: `Gqp list/direct
Gqs messages/direct/{}/messages
Pbc post/direct/{}/messages
G presence/direct/presence`,
  messages: `Gqp search/messages/search
G unread/messages/unread
G get/messages/{}
Ab edit/messages/{}
D delete/messages/{}
G edits/messages/{}/edits
Gqa replies/messages/{}/replies
P markUnread/messages/{}/unread
Gqp reactions/messages/{}/reactions
U react/messages/{}/reactions/{}
D deleteReaction/messages/{}/reactions/{}`,
  channels: `G get/channels/{}
G call/channels/{}/call
G presence/channels/{}/presence
Ub markRead/channels/{}/read
G getPreferences/channels/{}/preferences
Ub setPreferences/channels/{}/preferences`,
  attachments: `Pkuq upload/attachments
Gqr download/attachments/{}
Gq links/attachments/links
Ab update/attachments/{}`,
  calls: `Gqp list/calls
G iceServers/calls/ice-servers`,
  sync: `Gq read/sync
Gqp channels/sync/channels`,
  bots: `G list/bots
Pkb create/bots
G get/bots/{}
Ab update/bots/{}
D delete/bots/{}
G listTokens/bots/{}/tokens
Pb createToken/bots/{}/tokens
D revokeToken/bots/{}/tokens/{}`,
  webhooks: `Gqp list/webhooks
Pkb create/webhooks
G get/webhooks/{}
Ab update/webhooks/{}
D delete/webhooks/{}
Pk rotateSecret/webhooks/{}/rotate-secret
Pk ping/webhooks/{}/ping
Gqp deliveries/webhooks/{}/deliveries
G getDelivery/webhooks/{}/deliveries/{}
Pk redeliver/webhooks/{}/deliveries/{}/redeliver`,
  notifications: `Gqp list/notifications
G unreadCount/notifications/unread-count
Ab markRead/notifications/read
G getPreferences/notifications/preferences
Ub setPreferences/notifications/preferences
G pushKey/notifications/push/key
Ub subscribePush/notifications/push/subscriptions
Db unsubscribePush/notifications/push/subscriptions
G pushDevices/notifications/push/subscriptions
D removePushDevice/notifications/push/subscriptions/{}`,
  events: `Gqpo list/events
Gqpo nearby/events/nearby
Gqpo upcoming/events/upcoming
Gqp mine/events/mine
Gqp invited/events/invited
Gqp organized/organizer/events
Pkb create/events
Go get/events/{}
Ab update/events/{}
D delete/events/{}
Pk publish/events/{}/publish
Pkb cancel/events/{}/cancel
Pk register/events/{}/register
D cancelRegistration/events/{}/register
Pk rsvp/events/{}/rsvp
G registration/events/{}/status
Gqp attendees/events/{}/attendees
Gqr attendeesCsv/events/{}/attendees.csv
D removeAttendee/events/{}/attendees/{}
G stats/events/{}/stats
Gqao audit/events/{}/audit
Gqp connections/events/{}/connections
Gqp announcements/events/{}/announcements
Pkb announce/events/{}/announcements
Gro calendar/events/{}/calendar.ics
Pb arrive/events/{}/arrival
Pb checkIn/events/{}/check-in
G door/events/{}/check-in
Gqp staff/events/{}/check-in/staff
U addStaff/events/{}/check-in/staff/{}
D removeStaff/events/{}/check-in/staff/{}
Gqro image/events/{}/image
Uuq setImage/events/{}/image
D deleteImage/events/{}/image
Gqp invitations/events/{}/invitations
Pkb invite/events/{}/invitations
D withdrawInvitation/events/{}/invitations/{}
Gqpo photos/events/{}/photos
Pkuq uploadPhoto/events/{}/photos
Gqro photo/events/{}/photos/{}
D deletePhoto/events/{}/photos/{}
Gqs messages/events/{}/chat/messages
Pbc post/events/{}/chat/messages`,
  tickets: `G get/tickets/{}
Gr qr/tickets/{}/qr.svg
Go keys/tickets/keys`,
  orders: `Gqp list/payments
G get/payments/orders/{}
Pk payWithCredits/payments/orders/{}/pay-with-credits
Pkb checkout/payments/create-checkout-session`,
  payments: `G status/payments/status/{}
Gqp ofPerson/payments/people/{}
Pkb refund/payments/{}/refund
Pkb refundPaidOut/payments/refunds/{}/paid-out
Pk takeRefundAsCredits/payments/refunds/{}/take-as-credits
G ledgerProof/payments/ledger/proof
G referrals/payments/referrals`,
  subscriptions: `G get/subscriptions/me
Pkb subscribe/subscriptions/me
D cancel/subscriptions/me
P resume/subscriptions/me/resume
Go plans/subscriptions/plans`,
  wallet: `G get/wallet
Gqp entries/wallet/entries
Go packs/wallet/packs
Pk buyPack/wallet/packs/{}/purchase`,
  boosts: `G get/boosts
Pkb buy/boosts`,
  companion: `Gq get/companion
Pbc say/companion/messages
Ab editMessage/companion/messages/{}
D deleteMessage/companion/messages/{}
D deleteAll/companion
Gq context/companion/context
G dashboard/companion/dashboard
G getSettings/companion/settings
Ub setSettings/companion/settings
Pk buySession/companion/sessions
G badges/companion/badges
G safetyCounts/companion/safety/counts`,
  checkIns: `Gqp list/companion/check-ins
Pkb create/companion/check-ins
D delete/companion/check-ins/{}
Gq moods/companion/check-ins/moods`,
  courses: `Gqp list/courses
Pkb create/courses
Gqp drafts/courses/drafts
Gqp mine/courses/mine
G get/courses/{}
Ab update/courses/{}
D delete/courses/{}
G source/courses/{}/source
Pk publish/courses/{}/publish
Pk unpublish/courses/{}/unpublish
Pk buy/courses/{}/purchase
Pkb addModule/courses/{}/modules
Ub orderModules/courses/{}/modules/order
Ab updateModule/courses/{}/modules/{}
D deleteModule/courses/{}/modules/{}
Pb answerQuiz/courses/{}/modules/{}/quiz
Pb progress/courses/{}/progress`,
  certificates: `Go check/certificates/{}
Gro pdf/certificates/{}/certificate.pdf`,
  opportunities: `Gqp list/activity
D dismiss/activity/{}
P markRead/activity/{}/mark-read`,
  reports: `Pkb create/reports
Gqp mine/reports/mine`,
  moderation: `Gqp cases/moderation/reports
G getCase/moderation/reports/{}
Pkb assignCase/moderation/reports/{}/assign
Pkb resolveCase/moderation/reports/{}/resolve
Gr casePicture/moderation/reports/{}/pictures/{}
Gqp decisions/moderation/decisions
Gqp myDecisions/moderation/decisions/mine
G checkDecisions/moderation/decisions/check
Pkb appeal/moderation/decisions/{}/appeal
Gqp appeals/moderation/appeals
Pkb resolveAppeal/moderation/appeals/{}/resolve
Gqp rules/moderation/rules
Pkb addRule/moderation/rules
Ab updateRule/moderation/rules/{}
D deleteRule/moderation/rules/{}
G getUser/moderation/users/{}
Pkb liftMeasure/moderation/users/{}/lift`,
};
