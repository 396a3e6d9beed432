// Made by `npm run generate` from openapi/v1.json and names.json.
import type { Pages } from "../core/paging.js";
import type { CallOptions, UploadBody, UploadOptions, WithoutClientId } from "../core/options.js";
import type { components } from "./schemas.js";

/** Every schema of the API by its name. */
export type Schemas = components["schemas"];

export interface AuthResource {
  /**
   * Creates an account and logs it in.
   * A username and a mail address or phone number are required. The address or number is verified later by a mailed link or a texted code. Usernames and mail addresses are unique regardless of case and spelling variants. With an Idempotency-Key, a repeat of the same request within a day answers with a new session of the account that the first one made; answers with tokens are not stored.
   * `POST /auth/register`
   */
  register(body: Schemas["RegisterRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Creates an account without credentials.
   * A guest uses the returned tokens and becomes a full account by upgrading before the tokens are lost. A repeat could not prove that it comes from the same client. Therefore no Idempotency-Key is accepted, and a repeat makes another guest.
   * `POST /auth/guest`
   */
  registerGuest(options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Gives the calling guest credentials; all data of the guest stays.
   * `POST /auth/guest/upgrade`
   */
  upgradeGuest(body: Schemas["UpgradeRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Logs in with a username, mail address or phone number and a password.
   * The answer and its time are the same whether the account does not exist or the password is wrong. Repeated failures are answered 429 with Retry-After. Keep the device_token of the answer and send it with the next login on this device. Failures elsewhere, also those of other users behind the same address, then do not delay this device. For an account with a second factor the answer to a right password is 401 second_factor_required with a challenge for POST /auth/login/second-factor.
   * `POST /auth/login`
   */
  login(body: Schemas["LoginRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Finishes a login with the code of an authenticator app, or with a recovery code.
   * The challenge is in the 401 second_factor_required of the login. It is good for five codes within five minutes. Each code is accepted once.
   * `POST /auth/login/second-factor`
   */
  loginWithCode(body: Schemas["SecondFactorRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Begins a login with a passkey.
   * Give options to the browser: navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }), and send its answer to POST /auth/passkey within five minutes.
   * `POST /auth/passkey/options`
   */
  beginPasskeyLogin(options?: CallOptions): Promise<Schemas["PasskeyOptions"]>;

  /**
   * Logs in with a passkey.
   * The device has verified its user, so no other factor is needed. The answer is the same whether the passkey is unknown or its signature is wrong. A challenge is good for one answer.
   * `POST /auth/passkey`
   */
  loginWithPasskey(body: Schemas["PasskeyLoginRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Proves again that the caller is the account's owner, for actions that need it.
   * Send the password, a code of the authenticator app (or a recovery code), or a passkey. The answer has an access token with which such actions are possible for ten minutes. A code or a passkey also proves the second factor of this session.
   * `POST /auth/reauthenticate`
   */
  reauthenticate(body: Schemas["ReauthenticateRequest"], options?: CallOptions): Promise<Schemas["ReauthenticatedToken"]>;

  /**
   * Signs in with an id_token of a configured OpenID Connect provider.
   * 200 for a known user, 201 for a new account. An existing account with the same mail address is linked if both sides have verified it; otherwise 409 log_in_and_link. A token signs in once.
   * `POST /auth/oidc/{provider}`
   * @param provider The provider's name in the configuration.
   */
  loginWithProvider(provider: string, body: Schemas["ExternalSignInRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Signs in with an id_token of Google.
   * `POST /auth/google`
   */
  loginWithGoogle(body: Schemas["ExternalSignInRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Lists the providers through which a browser can sign in.
   * `GET /auth/providers`
   */
  listProviders(options?: CallOptions): Promise<Schemas["LoginProviderList"]>;

  /**
   * Begins a sign-in through a provider in a browser.
   * Keep state in the browser and go to url. The provider leads the browser back to /app/signed-in with state and code. If the state is that of this browser, send both to POST /auth/oidc/{provider}/authorizations/complete within ten minutes. Do not send a foreign state: it signs in to another account.
   * `POST /auth/oidc/{provider}/authorizations`
   * @param provider The provider's name in the configuration.
   */
  beginProviderLogin(provider: string, options?: CallOptions): Promise<Schemas["ProviderAuthorizationView"]>;

  /**
   * Signs in with the code that a provider gave to a browser.
   * The answers are those of POST /auth/oidc/{provider}. A state works once.
   * `POST /auth/oidc/{provider}/authorizations/complete`
   * @param provider The provider's name in the configuration.
   */
  completeProviderLogin(provider: string, body: Schemas["CompleteSignInRequest"], options?: CallOptions): Promise<Schemas["SessionTokens"]>;

  /**
   * Ends the caller's session.
   * Its access token is refused everywhere within seconds, its refresh token at once.
   * `POST /auth/logout`
   */
  logout(options?: CallOptions): Promise<void>;

  /**
   * Ends all sessions of the caller, this one and those of API tokens included.
   * `POST /auth/logout-all`
   */
  logoutEverywhere(options?: CallOptions): Promise<void>;

  /**
   * Mails a link to set a new password, if the account exists.
   * The answer and its time are the same whether or not the account exists. An account that has only a phone number gets the link by text message.
   * `POST /auth/forgot-password`
   */
  forgotPassword(body: Schemas["ForgotPasswordRequest"], options?: CallOptions): Promise<Schemas["ForgotPasswordAnswer"]>;

  /**
   * Sets a new password by the token of a mailed link.
   * The link works once, within 30 minutes. All sessions end. The link in a notice about a login from a new place works for 7 days; the one in a notice about a change of the mail address or phone number also takes that change back.
   * `POST /auth/reset-password`
   */
  resetPassword(body: Schemas["ResetPasswordRequest"], options?: CallOptions): Promise<void>;

  /**
   * Verifies a mail address by the token of the mailed link.
   * If it is the address of a change (POST /users/me/email), it becomes the account's.
   * `POST /auth/verify-email`
   */
  verifyEmail(body: Schemas["VerifyEmailRequest"], options?: CallOptions): Promise<void>;

  /**
   * Verifies the caller's phone number by the texted code.
   * After five wrong codes a new one has to be requested. If it is the number of a change (POST /users/me/phone), it becomes the account's.
   * `POST /auth/verify-phone`
   */
  verifyPhone(body: Schemas["VerifyPhoneRequest"], options?: CallOptions): Promise<void>;

  /**
   * Sends the link or code again; the previous one becomes void.
   * Once a minute and ten times a day for each channel.
   * `POST /auth/resend-verification`
   */
  resendVerification(body: Schemas["ResendRequest"], options?: CallOptions): Promise<void>;

  /**
   * Lists the caller's live sessions, the most recently used first, at most 100. POST /auth/logout-all ends them all.
   * `GET /auth/sessions`
   */
  listSessions(options?: CallOptions): Promise<Schemas["SessionList"]>;

  /**
   * Ends one of the caller's sessions, such as that of a lost phone.
   * `DELETE /auth/sessions/{id}`
   * @param id The session's id.
   */
  endSession(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the logins to the caller's account in the last 90 days, successful and failed, the newest first.
   * At most 100. Attempts within one hour from one network with one outcome are one item. Wrong present passwords at a change of password or address, or at the erasure, count too.
   * `GET /auth/sign-ins`
   */
  listSignIns(options?: CallOptions): Promise<Schemas["SignInList"]>;

  /**
   * Makes a new signing key. All sessions continue: older keys verify tokens until the tokens have expired.
   * It needs a login or a new proof within ten minutes.
   * `POST /auth/signing-keys/rotate`
   */
  rotateSigningKeys(query?: {
    /** Whether the key signs at once. Otherwise it signs ten minutes after it was published. */ immediate?: boolean;
  }, options?: CallOptions): Promise<Schemas["RotatedKey"]>;
}

export interface MeResource {
  /**
   * Shows the caller's account and profile.
   * `GET /users/me`
   */
  get(options?: CallOptions): Promise<Schemas["UserView"]>;

  /**
   * Reads all that a client shows first.
   * The same answers as those of its parts, read at the same time. A part whose service does not answer within 3 seconds is null and is named in missing.
   * `GET /me/bootstrap`
   */
  bootstrap(options?: CallOptions): Promise<Schemas["BootstrapView"]>;

  /**
   * Changes the caller's profile.
   * A merge patch (RFC 7396): absent members stay as they are, null clears a member. Members that are not listed, such as roles, id or email, are refused (400).
   * `PATCH /users/me`
   */
  update(body: Schemas["ProfileChanges"], options?: CallOptions): Promise<Schemas["UserView"]>;

  /**
   * Erases the caller's account and all of their personal data, in every service, permanently.
   * The body has the password. Without a body it needs a new proof (POST /auth/reauthenticate) within ten minutes. A guest needs only their session.
   * `DELETE /users/me`
   */
  erase(body?: null | Schemas["EraseRequest"], options?: CallOptions): Promise<void>;

  /**
   * Downloads all data about the caller, from every service.
   * A service that does not answer within five seconds is named in missing; try again later to get its data.
   * `GET /users/me/export`
   */
  export(options?: CallOptions): Promise<Schemas["ExportedPerson"]>;

  /**
   * Sets a new password by the present one.
   * All other sessions end.
   * `PUT /users/me/password`
   */
  changePassword(body: Schemas["ChangePasswordRequest"], options?: CallOptions): Promise<void>;

  /**
   * Shows the caller's second factor.
   * `GET /users/me/second-factor`
   */
  getSecondFactor(options?: CallOptions): Promise<Schemas["SecondFactorView"]>;

  /**
   * Begins to set up an authenticator app, and gives the secret for it.
   * Show uri as a QR code. It counts for nothing until POST /users/me/second-factor/confirm gets the app's first code, within an hour. A repeat gives another secret, and the former one becomes void. It needs a login or a new proof within ten minutes.
   * `POST /users/me/second-factor`
   */
  beginSecondFactor(options?: CallOptions): Promise<Schemas["AuthenticatorSecret"]>;

  /**
   * Turns the second factor on by the app's first code, and gives the recovery codes.
   * The recovery codes are shown only here. From now on a login with the password, or through an identity provider, also needs a code. The next refresh of this session gives the rights of a moderator or an administrator.
   * `POST /users/me/second-factor/confirm`
   */
  confirmSecondFactor(body: Schemas["ConfirmFactorRequest"], options?: CallOptions): Promise<Schemas["RecoveryCodes"]>;

  /**
   * Makes new recovery codes; the older ones become void.
   * `POST /users/me/second-factor/recovery-codes`
   */
  renewRecoveryCodes(options?: CallOptions): Promise<Schemas["RecoveryCodes"]>;

  /**
   * Removes the second factor and the recovery codes. If there is none, nothing changes.
   * A moderator or an administrator has no rights as such until there is a second factor again.
   * `DELETE /users/me/second-factor`
   */
  removeSecondFactor(options?: CallOptions): Promise<void>;

  /**
   * Lists the caller's API tokens, the newest first.
   * `GET /users/me/api-tokens`
   */
  listApiTokens(options?: CallOptions): Promise<Schemas["ApiTokenList"]>;

  /**
   * Makes an API token for a program of the caller.
   * The token is shown only here. Send it as Authorization: Bearer cmt_…. Its scopes limit its calls. It has the caller's rights as an attendee and organizer, never those of a moderator or administrator. It ends with its expiry, by DELETE, and with everything that ends all sessions of the caller. It needs a login or a new proof within ten minutes.
   * `POST /users/me/api-tokens`
   */
  createApiToken(body: Schemas["ApiTokenRequest"], options?: CallOptions): Promise<Schemas["NewApiToken"]>;

  /**
   * Revokes one of the caller's API tokens. It is refused everywhere within seconds.
   * `DELETE /users/me/api-tokens/{id}`
   * @param id The token's id.
   */
  revokeApiToken(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the caller's passkeys, the newest first.
   * `GET /users/me/passkeys`
   */
  listPasskeys(options?: CallOptions): Promise<Schemas["PasskeyList"]>;

  /**
   * Begins to add a passkey to the caller's account.
   * Give options to the browser: navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }), and send its answer to POST /users/me/passkeys within five minutes. It needs a login or a new proof within ten minutes.
   * `POST /users/me/passkeys/options`
   */
  beginPasskey(options?: CallOptions): Promise<Schemas["PasskeyOptions"]>;

  /**
   * Adds a passkey to the caller's account.
   * `POST /users/me/passkeys`
   */
  addPasskey(body: Schemas["NewPasskeyRequest"], options?: CallOptions): Promise<Schemas["PasskeyView"]>;

  /**
   * Renames one of the caller's passkeys.
   * `PATCH /users/me/passkeys/{id}`
   * @param id The passkey's id.
   */
  renamePasskey(id: string, body: Schemas["RenamePasskeyRequest"], options?: CallOptions): Promise<Schemas["PasskeyView"]>;

  /**
   * Deletes one of the caller's passkeys, such as that of a lost device.
   * Sessions that it began go on; DELETE /auth/sessions/{id} ends them. It needs a login or a new proof within ten minutes.
   * `DELETE /users/me/passkeys/{id}`
   * @param id The passkey's id.
   */
  deletePasskey(id: string, options?: CallOptions): Promise<void>;

  /**
   * Shows the caller's mail address and its pending change.
   * `GET /users/me/email`
   */
  getEmail(options?: CallOptions): Promise<Schemas["ContactView"]>;

  /**
   * Requests another mail address.
   * A link is mailed to the new address. With it (POST /auth/verify-email, within 24 hours) the address becomes the account's, and all other sessions end. The old address is notified, with a link that takes the change back by setting a new password (POST /auth/reset-password) until 7 days after the change. The newest request counts; five a day are allowed. Without the password in the body it needs a new proof (POST /auth/reauthenticate) within ten minutes.
   * `POST /users/me/email`
   */
  changeEmail(body: Schemas["ChangeEmailRequest"], options?: CallOptions): Promise<Schemas["PendingContact"]>;

  /**
   * Withdraws the pending change of the mail address. If there is none, nothing changes.
   * `DELETE /users/me/email/pending`
   */
  withdrawEmail(options?: CallOptions): Promise<void>;

  /**
   * Shows the caller's phone number and its pending change.
   * `GET /users/me/phone`
   */
  getPhone(options?: CallOptions): Promise<Schemas["ContactView"]>;

  /**
   * Requests another phone number.
   * A code is texted to the new number. With it (POST /auth/verify-phone, within 10 minutes) the number becomes the account's, and all other sessions end. The old number is notified, with a link that takes the change back by setting a new password (POST /auth/reset-password) until 7 days after the change. The newest request counts; five a day are allowed. Without the password in the body it needs a new proof (POST /auth/reauthenticate) within ten minutes.
   * `POST /users/me/phone`
   */
  changePhone(body: Schemas["ChangePhoneRequest"], options?: CallOptions): Promise<Schemas["PendingContact"]>;

  /**
   * Withdraws the pending change of the phone number. If there is none, nothing changes.
   * `DELETE /users/me/phone/pending`
   */
  withdrawPhone(options?: CallOptions): Promise<void>;

  /**
   * Lists the providers through which the caller can sign in.
   * `GET /users/me/external-logins`
   */
  listLogins(options?: CallOptions): Promise<Schemas["ExternalLoginList"]>;

  /**
   * Links a provider to the caller's account, so that the caller can sign in through it.
   * It needs a login or a new proof within ten minutes.
   * `POST /users/me/external-logins`
   */
  linkLogin(body: Schemas["LinkRequest"], options?: CallOptions): Promise<Schemas["ExternalLoginView"]>;

  /**
   * Begins to link a provider to the caller's account in a browser.
   * As POST /auth/oidc/{provider}/authorizations; send the answer to POST /users/me/external-logins/{provider}/authorizations/complete. It needs a login or a new proof within ten minutes.
   * `POST /users/me/external-logins/{provider}/authorizations`
   * @param provider The provider's name in the configuration.
   */
  beginLinkLogin(provider: string, options?: CallOptions): Promise<Schemas["ProviderAuthorizationView"]>;

  /**
   * Links a provider to the caller's account with the code that the provider gave to a browser.
   * Only the account that began it can be linked. It needs a login or a new proof within ten minutes, and a refusal for that reason does not use the state up.
   * `POST /users/me/external-logins/{provider}/authorizations/complete`
   * @param provider The provider's name in the configuration.
   */
  completeLinkLogin(provider: string, body: Schemas["CompleteLinkRequest"], options?: CallOptions): Promise<Schemas["ExternalLoginView"]>;

  /**
   * Unlinks a provider from the caller's account, unless it is the only way to log in.
   * It needs a login or a new proof within ten minutes.
   * `DELETE /users/me/external-logins/{provider}`
   * @param provider The provider's name.
   */
  unlinkLogin(provider: string, options?: CallOptions): Promise<void>;

  /**
   * Makes the caller an organizer, so that they can create events.
   * The answer has an access token with the new role; tokens made before don't carry it.
   * `POST /users/me/organizer`
   */
  becomeOrganizer(options?: CallOptions): Promise<Schemas["OrganizerTokens"]>;

  /**
   * Sets the caller's picture: a JPEG, PNG or WebP of at most 5 MB and 50 megapixels.
   * The body is the picture, or a form with it as file. The content determines the format, not the name or type. Metadata, such as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP or progressive JPEG of more than 25 megapixels.
   * `PUT /users/me/picture`
   */
  setPicture(file: UploadBody, query?: {
    /** The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as alt. */ alt?: string;
  }, options?: UploadOptions): Promise<Schemas["UserView"]>;

  /**
   * Removes the caller's picture.
   * `DELETE /users/me/picture`
   */
  deletePicture(options?: CallOptions): Promise<void>;

  /**
   * Shows the caller's referral code, the number of registrations with it, and the credits earned.
   * `GET /users/me/referral`
   */
  getReferral(options?: CallOptions): Promise<Schemas["ReferralView"]>;
}

export interface UsersResource {
  /**
   * Lists accounts, the newest first.
   * `GET /users`
   */
  list(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Part of a username, full name or mail address. */ q?: string;
    /** Only accounts with this role. */ role?: string;
  }, options?: CallOptions): Pages<Schemas["UserView"], Schemas["PageOfUserView"]>;

  /**
   * Shows a user's profile as others see it.
   * If the user blocks the caller, or the caller blocks the user, the profile is not found. Without a token it is found if the user allows it (is_on_web), and has neither age nor gender.
   * `GET /users/{id}`
   * @param id The user's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["PublicUserView"]>;

  /**
   * Shows the profiles of several users as others see them, in the order of the ids.
   * Users whom GET /users/{id} would not show are left out, and a repeated id counts once.
   * `GET /users/by-ids`
   */
  getMany(query: {
    /** 1 to 100 ids: ids=…&ids=…. */ ids: string[];
  }, options?: CallOptions): Promise<Schemas["UserList"]>;

  /**
   * Shows the profile of the user with a username, in any case.
   * If the user blocks the caller, or the caller blocks the user, the profile is not found. Without a token it is found if the user allows it (is_on_web), and has neither age nor gender.
   * `GET /users/by-username/{username}`
   * @param username The username.
   */
  getByUsername(username: string, options?: CallOptions): Promise<Schemas["PublicUserView"]>;

  /**
   * Shows a user's picture.
   * The address is the picture_url of a profile, with its version. Without the version, or with another, the answer is that of a user without a picture, so that it reveals neither a block nor a profile that is not public.
   * `GET /users/{id}/picture`
   * @param id The user's id.
   */
  picture(id: string, query?: {
    /** The version in picture_url. It is random and changes with the picture. */ v?: string;
    /** The width in pixels: 64, 256 or 1024. The answer is then a WebP of at most this width; without it, the original. */ w?: number;
  }, options?: CallOptions): Promise<Response>;

  /**
   * Shows the activities of a user, the newest first, with the user's counts.
   * Only activities that the caller may know of are shown and counted.
   * `GET /users/{id}/activity`
   * @param id The user's id.
   */
  activity(id: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** Only those of this kind. */ kind?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["ActivityView"], Schemas["PersonActivity"]>;

  /**
   * Lists the communities of a user as far as the caller may know of them, the last joined first.
   * `GET /users/{id}/communities`
   * @param id The user's id.
   */
  communities(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["CommunityView"], Schemas["PageOfCommunityView"]>;

  /**
   * Shows the compatibility of the caller and another user, 0 to 100, with its factors.
   * The score is the same for both users. If there is no data about the caller yet, there is no score (404, not_known_yet).
   * `GET /users/{id}/compatibility`
   * @param id The other user's id.
   */
  compatibility(id: string, options?: CallOptions): Promise<Schemas["CompatibilityView"]>;

  /**
   * Shows the relation of the caller and another user, and the numbers of the user's relations.
   * The numbers are current, and exclude users who are hidden from the caller.
   * `GET /users/{id}/relation`
   * @param id The user's id.
   */
  relation(id: string, options?: CallOptions): Promise<Schemas["RelationView"]>;

  /**
   * Follows a user.
   * A repeat has no further effect. 409 with the reason too_many_followed: a user can follow 7,500 users.
   * `PUT /users/{id}/follow`
   * @param id The user's id.
   */
  follow(id: string, options?: CallOptions): Promise<void>;

  /**
   * Stops following a user.
   * A repeat has no further effect. The answer is the same for a user who was never followed.
   * `DELETE /users/{id}/follow`
   * @param id The person's id.
   */
  unfollow(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the followers of a user, the newest first.
   * Only users whom the caller sees.
   * `GET /users/{id}/followers`
   * @param id The user's id.
   */
  followers(id: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["FollowView"], Schemas["CursorPageOfFollowView"]>;

  /**
   * Lists the users whom a user follows, the newest first.
   * Only users whom the caller sees.
   * `GET /users/{id}/following`
   * @param id The user's id.
   */
  following(id: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["FollowView"], Schemas["CursorPageOfFollowView"]>;

  /**
   * Sets a user's roles.
   * Replaces all of them. Taking a role away ends the user's sessions, so that tokens which still carry the role are refused within seconds. The role of the last administrator cannot be taken away. Moderators and administrators have their rights only in sessions that were begun with a second factor or a passkey. It needs a login or a new proof within ten minutes.
   * `PUT /users/{id}/roles`
   * @param id The user's id.
   */
  setRoles(id: string, body: Schemas["RolesRequest"], options?: CallOptions): Promise<Schemas["UserView"]>;

  /**
   * Suspends a user: no login, no refresh, and all sessions end.
   * It needs a login or a new proof within ten minutes.
   * `POST /users/{id}/suspend`
   * @param id The user's id.
   */
  suspend(id: string, body: Schemas["SuspendRequest"], options?: CallOptions): Promise<Schemas["UserView"]>;

  /**
   * Lifts a suspension. If the user is not suspended, nothing changes.
   * It needs a login or a new proof within ten minutes.
   * `DELETE /users/{id}/suspend`
   * @param id The user's id.
   */
  liftSuspension(id: string, options?: CallOptions): Promise<Schemas["UserView"]>;

  /**
   * Removes a lost second factor of a user.
   * First make sure that the request is by the owner of the account. All sessions of the user end, the user is told by mail, and the reason is in the audit log. The user logs in with the password and sets up a new second factor. It needs a login or a new proof within ten minutes.
   * `POST /users/{id}/second-factor/remove`
   * @param id The user's id.
   */
  removeSecondFactor(id: string, body: Schemas["LostFactorRequest"], options?: CallOptions): Promise<void>;

  /**
   * Lists the identity badges that a profile may have.
   * `GET /identity-badges`
   */
  identityBadges(options?: CallOptions): Promise<Schemas["BadgeList"]>;
}

export interface AuditResource {
  /**
   * Lists the audit record, the newest first: acts of staff in all services, logins, changes of protection, exports and erasures.
   * `GET /audit`
   */
  list(query?: {
    /** Only this act, such as roles_changed. */ action?: string;
    /** Only acts of this user. */ actor_id?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** Only acts on this object, such as a course or a case. */ object_id?: string;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Only acts in this service. */ service?: string;
    /** Only acts from this time on. */ since?: string;
    /** Only acts before this time. */ until?: string;
    /** Only acts that concerned this user. */ user_id?: string;
  }, options?: CallOptions): Pages<Schemas["AuditView"], Schemas["PageOfAuditView"]>;

  /**
   * Verifies the audit record, or the next part of a long one.
   * Recomputes the hash of each entry, and compares the record with the hashes that another service has kept. It names the first entry that was changed or removed. One request verifies at most 20,000 entries: where next_cursor is not null, the record goes on. The service verifies the whole record by itself each hour; whole_at says when the last round began that found it intact.
   * `GET /audit/check`
   */
  check(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many entries at most, 1 to 20,000. */ limit?: number;
  }, options?: CallOptions): Promise<Schemas["AuditCheckView"]>;
}

export interface WaitlistResource {
  /**
   * Joins the waitlist; a confirmation with a link to the position is mailed.
   * The answer is the same for every address, whether or not it is on the waitlist already. The confirmation is not mailed again within a day.
   * `POST /waitlist`
   */
  join(body: Schemas["JoinWaitlistRequest"], options?: CallOptions): Promise<Schemas["JoinedWaitlist"]>;

  /**
   * Shows the position on the waitlist.
   * `GET /waitlist/status`
   */
  status(query: {
    /** The status token of the confirmation. A mail address is not enough: any caller could then find out whether an address is on the waitlist. */ token: string;
  }, options?: CallOptions): Promise<Schemas["WaitlistStatus"]>;
}

export interface ProfilesResource {
  /**
   * Shows a user's profile as others see it.
   * The texts of badges are in the language that Accept-Language prefers: English or Arabic.
   * `GET /profiles/{user_id}`
   * @param userId The user's id.
   */
  get(userId: string, options?: CallOptions): Promise<Schemas["ProfileView"]>;

  /**
   * Shows the caller's profile, with its analysis.
   * `GET /profiles/me`
   */
  mine(options?: CallOptions): Promise<Schemas["OwnProfileView"]>;

  /**
   * Replaces the whole of the caller's profile.
   * Absent members are cleared. An analysis stays, and is marked as outdated.
   * `PUT /profiles/me`
   */
  replace(body: Schemas["ProfileFields"], options?: CallOptions): Promise<Schemas["OwnProfileView"]>;

  /**
   * Replaces the caller's awards.
   * `PUT /profiles/me/awards`
   */
  replaceAwards(body: Schemas["AwardList"], options?: CallOptions): Promise<Schemas["OwnProfileView"]>;

  /**
   * Replaces the caller's certifications.
   * `PUT /profiles/me/certifications`
   */
  replaceCertifications(body: Schemas["CertificationList"], options?: CallOptions): Promise<Schemas["OwnProfileView"]>;

  /**
   * Replaces the caller's projects.
   * `PUT /profiles/me/projects`
   */
  replaceProjects(body: Schemas["ProjectList"], options?: CallOptions): Promise<Schemas["OwnProfileView"]>;

  /**
   * Replaces the caller's skills.
   * `PUT /profiles/me/skills`
   */
  replaceSkills(body: Schemas["SkillList"], options?: CallOptions): Promise<Schemas["OwnProfileView"]>;

  /**
   * Analyses the caller's profile: a summary, strengths, and related skills.
   * Only on request and with consent: without it 400 (consent_required). Only the caller sees the texts of the analysis; skills and traits count in discovery. An immediate repeat answers the same; 429 if the profile was changed and analysed within 30 seconds. The analysis can be deleted at any time.
   * `POST /profiles/me/analyze`
   */
  analyze(body: Schemas["AnalyseRequest"], options?: CallOptions): Promise<Schemas["AnalysisView"]>;

  /**
   * Deletes the analysis of the caller's profile, and withdraws the consent.
   * `DELETE /profiles/me/analysis`
   */
  deleteAnalysis(options?: CallOptions): Promise<void>;
}

export interface ConnectionsResource {
  /**
   * Lists the caller's connections, the newest first.
   * `GET /connections`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
    /** Only users with this text in the username or full name, in any case. */ q?: string;
  }, options?: CallOptions): Pages<Schemas["ConnectionView"], Schemas["CursorPageOfConnectionView"]>;

  /**
   * Asks a user to connect.
   * If the other user has already asked, the two are connected at once: 200 with the status accepted. 409 with the reason already_connected, already_asked (a request can be repeated after 30 days), asked_too_often (withdrawn several times; see ask_again_at), too_many_connections, other_has_too_many_connections or too_many_pending_requests; 429 with the reason too_many_requests_today. The asker does not learn whether a request was declined: for them it stays pending.
   * `POST /connections`
   */
  request(body: Schemas["AskRequest"], options?: CallOptions): Promise<Schemas["ConnectionView"]>;

  /**
   * Lists the unanswered requests, the newest first.
   * `GET /connections/pending`
   */
  pending(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** incoming: requests that the caller received; outgoing: the caller's own. */ direction?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["ConnectionView"], Schemas["CursorPageOfConnectionView"]>;

  /**
   * Accepts a request that the caller was sent.
   * A repeat has no further effect. 409 with the reason too_many_connections or other_has_too_many_connections.
   * `POST /connections/{id}/accept`
   * @param id The connection's id.
   */
  accept(id: string, options?: CallOptions): Promise<Schemas["ConnectionView"]>;

  /**
   * Declines a request that the caller was sent.
   * The asker is not notified. A repeat has no further effect; 409 with the reason already_connected if it was accepted.
   * `POST /connections/{id}/decline`
   * @param id The connection's id.
   */
  decline(id: string, options?: CallOptions): Promise<void>;

  /**
   * Withdraws a request of the caller's, or removes a connection.
   * `DELETE /connections/{id}`
   * @param id The connection's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;
}

export interface BlocksResource {
  /**
   * Lists the users whom the caller blocks, the newest first.
   * Only the caller can read this list.
   * `GET /blocks`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["BlockView"], Schemas["CursorPageOfBlockView"]>;

  /**
   * Blocks a user: the two no longer see each other anywhere and cannot reach each other.
   * Their connection or request and their follows end. The other user is not notified, and every answer they get is the same as for a user who does not exist. A repeat has no further effect. 409 with the reason too_many_blocked: a user can block 5,000 users.
   * `PUT /blocks/{user_id}`
   * @param userId The user's id.
   */
  add(userId: string, options?: CallOptions): Promise<void>;

  /**
   * Lifts a block of the caller's. Relations that it ended are not restored.
   * A repeat has no further effect. The answer is the same for a user who was never blocked.
   * `DELETE /blocks/{user_id}`
   * @param userId The user's id.
   */
  delete(userId: string, options?: CallOptions): Promise<void>;
}

export interface DiscoverResource {
  /**
   * Finds users by region, interests, name and badge; with the premium plan by age and gender too.
   * Filters add up; several interests find users with at least one of them. Users with a connection or a pending request with the caller are not shown, and neither are users whom the caller does not see. Boosted users who match come first, then those who have most in common with the caller: rare interests, the region, a complementary badge. If very many users match, only the newest of them, and the newest of each of the caller's interests and region, are compared in this way. The others follow, the newest first.
   * `GET /discover/people`
   */
  people(query?: {
    /** At most this age in years, 0 to 150; needs the premium plan. Users without an age are not found. */ age_max?: number;
    /** At least this age in years, 0 to 150; needs the premium plan. Users without an age are not found. */ age_min?: number;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** Of this gender, in the users' own words, in any case; needs the premium plan. */ gender?: string;
    /** With this badge, one of the ten. */ identity_badge?: string;
    /** With one of these interests, in any case; at most 20. */ interest?: string[];
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** With this text in the username or full name, in any case. */ q?: string;
    /** Of this region, in any case. */ region?: string;
  }, options?: CallOptions): Pages<Schemas["PersonView"], Schemas["PageOfPersonView"]>;

  /**
   * Suggests users whom the caller may know, each with the reason.
   * First come the users with most mutual connections, then those who share rare interests, a community or the region. Not suggested are users with a connection or a pending request with the caller, users whom the caller dismissed in the last 90 days, and users whom the caller does not see. While nothing changes, the answer is the same all day (UTC).
   * `GET /discover/suggestions`
   */
  suggestions(query?: {
    /** The number of suggestions at most, 1 to 50. */ limit?: number;
  }, options?: CallOptions): Promise<Schemas["SuggestionList"]>;

  /**
   * Stops suggesting a user for 90 days. A repeat starts the 90 days again.
   * `DELETE /discover/suggestions/{user_id}`
   * @param userId The user's id.
   */
  dismissSuggestion(userId: string, options?: CallOptions): Promise<void>;
}

export interface NetworkResource {
  /**
   * Shows the connections around the caller, one or two steps far, as nodes and edges to draw.
   * At most 500 users, whom the caller sees. The closest come first, of those the most connected; in the second step those with most connections to users of the first. Edges are the connections among these users, at most 5,000: those of the caller first.
   * `GET /network/graph`
   */
  graph(query?: {
    /** The number of steps, 1 or 2. */ depth?: number;
    /** The number of users at most, including the caller, 1 to 500. */ limit?: number;
  }, options?: CallOptions): Promise<Schemas["NetworkGraph"]>;

  /**
   * Shows the shortest chain of connections from the caller to another user, at most 6 steps.
   * Only through users whom the caller sees. If there is no chain, the answer has no length and no users.
   * `GET /network/path/{user_id}`
   * @param userId The other user's id.
   */
  path(userId: string, options?: CallOptions): Promise<Schemas["PathView"]>;
}

export interface FeedResource {
  /**
   * Shows the activities of users whom the caller follows or is connected with, the newest first.
   * It shows only users, communities and events that the caller may know of. A page with a next_cursor can be shorter than requested.
   * `GET /feed`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** Only those of this kind. */ kind?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["ActivityView"], Schemas["CursorPageOfActivityView"]>;
}

export interface SearchResource {
  /**
   * Finds people, communities, events and courses by meaning, and by words and names.
   * The results are things that the caller may see: no person with whom there is a block, private communities only for members, no event that is over. A new text may take seconds to be found by its meaning. Offline, meaning works for English and for common Arabic words; other texts are found by their words.
   * `GET /search/semantic`
   */
  byMeaning(query: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** Only these kinds: person, community, event, course; several as kinds=person&kinds=event. None: all. */ kinds?: string[];
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** In the caller's own words, 1 to 200 characters: a wish, a problem, a name. */ q: string;
  }, options?: CallOptions): Pages<Schemas["FoundItem"], Schemas["SearchAnswer"]>;
}

export interface CommunitiesResource {
  /**
   * Finds communities: the public and paid ones, and the caller's own memberships.
   * Without a token, only communities that are public on the web (is_on_web).
   * `GET /communities`
   */
  list(query?: {
    /** Of this category, in any case. */ category?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** Of this interest, in any case. */ interest?: string;
    /** Of this kind. */ kind?: "circle" | "community" | "group";
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Words of the name, the description or the tags, as in a search box: "quoted", -excluded; the last may be unfinished. */ q?: string;
    /** Of this region, in any case. */ region?: string;
    /** newest (the default), members (most first) or name. */ sort?: "members" | "name" | "newest";
    /** With one of these tags, in any case and with or without #; at most 20. */ tag?: string[];
    /** public, private (only those of which the caller is a member) or paid. */ visibility?: "paid" | "private" | "public";
  }, options?: CallOptions): Pages<Schemas["CommunityView"], Schemas["PageOfCommunityView"]>;

  /**
   * Founds a community; the founder is its first member and owner.
   * Guests cannot found communities. A user with a free plan can found circles only up to the number of circles that the plan allows (402 with required_plan). A user may own 50 communities (409, too_many_owned) and found 10 a day (429, too_many_founded), unless this service is configured otherwise. A paid community needs a verified mail address or phone number of its founder (403, verification_required). If a moderator has to check the texts first, the answer has is_held: until then only the owners see the community.
   * `POST /communities`
   */
  create(body: Schemas["CommunityDraft"], options?: CallOptions): Promise<Schemas["CommunityView"]>;

  /**
   * Shows a community. A private one is visible only to its members.
   * Without a token, it is found only if it is public on the web (is_on_web).
   * `GET /communities/{id}`
   * @param id The community's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["CommunityView"]>;

  /**
   * Changes a community that the caller owns.
   * A merge patch (RFC 7396): absent members stay as they are, null clears a member. Members of the community stay members when visibility changes. A community that becomes private is from then on known only to its members. If it becomes paid, users who join from then on pay. If it is no longer paid, it loses its price; nothing is refunded, and no membership ends because it is unpaid. A new price applies to users who join from then on and to months that begin from then on; one-time payments stay valid. To set a price, the caller needs a verified mail address or phone number (403, verification_required). A community that moderators removed cannot be changed (409, community_removed). A moderator may have to check new texts first (is_held).
   * `PATCH /communities/{id}`
   * @param id The community's id.
   */
  update(id: string, body: Schemas["CommunityChanges"], options?: CallOptions): Promise<Schemas["CommunityView"]>;

  /**
   * Shows how house rules will look, before they are saved. Nothing is stored.
   * `POST /communities/rules/preview`
   */
  previewRules(body: Schemas["RulesDraft"], options?: CallOptions): Promise<Schemas["RulesPreview"]>;

  /**
   * Deletes a community that the caller owns, permanently.
   * All memberships end, and its picture and recent activities are deleted. Its threads are hidden from then on and deleted 30 days later. Payments for a time that is still to come are refunded.
   * `DELETE /communities/{id}`
   * @param id The community's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the communities of which the caller is a member, the last joined first.
   * `GET /communities/mine`
   */
  mine(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** Of this kind. */ kind?: "circle" | "community" | "group";
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Only those where the caller has this role. */ role?: "member" | "moderator" | "owner";
  }, options?: CallOptions): Pages<Schemas["CommunityView"], Schemas["PageOfCommunityView"]>;

  /**
   * Joins a community.
   * A public community: at once. A private one: only with an invitation, otherwise 404. A paid one: 402 with the order; the payment makes the caller a member. Free plans allow only a few circles (402 with required_plan). A repeat answers with the existing membership or order.
   * `POST /communities/{id}/join`
   * @param id The community's id.
   */
  join(id: string, options?: CallOptions): Promise<Schemas["MembershipView"]>;

  /**
   * Leaves a community.
   * The last owner cannot leave (409, last_owner): make another member an owner first. Payments are not refunded; the user may come back as long as the paid time lasts. A repeat gets the same answer.
   * `POST /communities/{id}/leave`
   * @param id The community's id.
   */
  leave(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the activities of a community, newest first: the last 50 by users whom the caller sees.
   * Activities of a public or paid community are visible to all users, except that the threads of a paid one are visible only to its members. Those of a private community are only for its members (403 not_member for other callers who may know of it).
   * `GET /communities/{id}/activity`
   * @param id The community's id.
   */
  activity(id: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["CommunityActivityView"], Schemas["CursorPageOfCommunityActivityView"]>;

  /**
   * Shows the caller's paid access to a community, and the open order.
   * The next month is offered three days before a month ends. When the last paid month ends, the membership ends too. Owners and moderators need not pay.
   * `GET /communities/{id}/access`
   * @param id The community's id.
   */
  access(id: string, options?: CallOptions): Promise<Schemas["AccessView"]>;

  /**
   * Requests the order for the next month of a community.
   * 402 with the order, in the last three days of the paid time; before that, and if the access does not end, 409 (not_renewable).
   * `POST /communities/{id}/access/renew`
   * @param id The community's id.
   */
  renewAccess(id: string, options?: CallOptions): Promise<void>;

  /**
   * Shows a community's picture to callers who may know of the community.
   * The picture of a public or paid community is visible without sign-in, so that a page can link to it. The picture of a private community requires the access token of a member, with which the page fetches it.
   * `GET /communities/{id}/picture`
   * @param id The community's id.
   */
  picture(id: string, query?: {
    /** The version in picture_url: with it the answer may be cached for a day. */ v?: string;
    /** The width in pixels: 64, 256 or 1024. The answer is then a WebP of at most this width; without it, the original. */ w?: number;
  }, options?: CallOptions): Promise<Response>;

  /**
   * Sets the picture of a community that the caller owns: a JPEG, PNG or WebP of at most 10 MB and 50 megapixels.
   * The body is the picture, or a form with it as file. The content determines the format, not the name or type. Metadata, such as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP or progressive JPEG of more than 25 megapixels.
   * `PUT /communities/{id}/picture`
   * @param id The community's id.
   */
  setPicture(id: string, file: UploadBody, query?: {
    /** The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as alt. */ alt?: string;
  }, options?: UploadOptions): Promise<Schemas["CommunityView"]>;

  /**
   * Removes the picture of a community that the caller owns.
   * `DELETE /communities/{id}/picture`
   * @param id The community's id.
   */
  deletePicture(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists a community's members: owners, moderators, members, each in the order of joining.
   * The members of a public community are visible to all users, those of any other community to its members. Users whom the caller does not see (suspended, erased, or hidden for another reason) are neither listed nor counted. total may therefore be less than the community's member_count, which counts all.
   * `GET /communities/{id}/members`
   * @param id The community's id.
   */
  members(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Only users with this text in the username or full name, in any case. */ q?: string;
    /** Only those of this role: owner, moderator or member. */ role?: string;
  }, options?: CallOptions): Pages<Schemas["MemberView"], Schemas["PageOfMemberView"]>;

  /**
   * Changes a member's role.
   * For owners, who can make members owners, moderators and members. There may be several owners. An owner cannot change another owner's role, but can step down unless they are the last one (409, last_owner). A bot is no owner (409, bot_account).
   * `PATCH /communities/{id}/members/{user_id}`
   * @param id The community's id.
   * @param userId The member's id.
   */
  changeRole(id: string, userId: string, body: Schemas["RoleRequest"], options?: CallOptions): Promise<Schemas["MembershipView"]>;

  /**
   * Removes a user from a community; they may join again.
   * For owners, and for moderators if the user is a member. Payments are not refunded.
   * `DELETE /communities/{id}/members/{user_id}`
   * @param id The community's id.
   * @param userId The user's id.
   */
  removeMember(id: string, userId: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the users banned from a community, the latest first.
   * For owners and moderators.
   * `GET /communities/{id}/bans`
   * @param id The community's id.
   */
  bans(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["BanView"], Schemas["PageOfBanView"]>;

  /**
   * Bans a user from a community, whether or not they are a member.
   * For owners, and for moderators if the user is neither an owner nor a moderator. It ends the membership, a request and an invitation, withdraws an open order, and prevents joining until the ban ends; payments are not refunded. A second ban replaces the reason and the end. The answer does not tell whether such a user exists.
   * `POST /communities/{id}/bans`
   * @param id The community's id.
   */
  ban(id: string, body: Schemas["BanRequest"], options?: CallOptions): Promise<void>;

  /**
   * Lifts a ban. The user may join again; nothing that the ban ended is restored.
   * For owners and moderators. The answer is the same if there is no ban.
   * `DELETE /communities/{id}/bans/{user_id}`
   * @param id The community's id.
   * @param userId The user's id.
   */
  liftBan(id: string, userId: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the unanswered invitations of a community, the latest first.
   * For owners and moderators.
   * `GET /communities/{id}/invitations`
   * @param id The community's id.
   */
  invitations(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["InvitationView"], Schemas["PageOfInvitationView"]>;

  /**
   * Invites users to a community.
   * For owners and moderators. The answer is always the same. It does not tell whether a user exists, was invited before, or does not want to hear from the caller. A user who declined, or whose invitation was withdrawn, is not invited again for 30 days. An invitation to a paid community is only a notification: the invited user pays. A caller can name 500 users a day.
   * `POST /communities/{id}/invitations`
   * @param id The community's id.
   */
  invite(id: string, body: Schemas["InviteRequest"], options?: CallOptions): Promise<void>;

  /**
   * Withdraws an invitation. A user who has joined in the meantime stays a member.
   * For owners and moderators. The answer is the same if there is no invitation.
   * `DELETE /communities/{id}/invitations/{user_id}`
   * @param id The community's id.
   * @param userId The invited user.
   */
  withdrawInvitation(id: string, userId: string, options?: CallOptions): Promise<void>;

  /**
   * Declines an invitation to a community. Joining accepts it.
   * A repeat gets the same answer.
   * `POST /communities/{id}/invitations/decline`
   * @param id The community's id.
   */
  declineInvitation(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the communities that the caller is invited to, the latest invitation first.
   * `GET /communities/invitations/mine`
   */
  myInvitations(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["OwnInvitationView"], Schemas["PageOfOwnInvitationView"]>;

  /**
   * Lists the requests to join a community, the longest waiting first.
   * For owners and moderators. Only unanswered requests.
   * `GET /communities/{id}/requests`
   * @param id The community's id.
   */
  requests(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["JoinRequestView"], Schemas["PageOfJoinRequestView"]>;

  /**
   * Accepts a request to join.
   * For owners and moderators. If the user's plan allows no more circles, the request cannot be accepted yet (409, cannot_join_now); it stays pending. A repeat gets the same answer.
   * `POST /communities/{id}/requests/{request_id}/accept`
   * @param id The community's id.
   * @param requestId The request's id.
   */
  acceptRequest(id: string, requestId: string, options?: CallOptions): Promise<Schemas["MembershipView"]>;

  /**
   * Declines a request to join; the user may ask again a week later.
   * For owners and moderators. A repeat gets the same answer.
   * `POST /communities/{id}/requests/{request_id}/decline`
   * @param id The community's id.
   * @param requestId The request's id.
   */
  declineRequest(id: string, requestId: string, options?: CallOptions): Promise<void>;

  /**
   * Withdraws a request of the caller's.
   * A repeat gets the same answer.
   * `DELETE /communities/{id}/requests/{request_id}`
   * @param id The community's id.
   * @param requestId The request's id.
   */
  withdrawRequest(id: string, requestId: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the caller's own requests to join, the latest first, answered or not.
   * An answered request to a private community is listed only while the caller may know of the community.
   * `GET /communities/requests/mine`
   */
  myRequests(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["OwnRequestView"], Schemas["PageOfOwnRequestView"]>;

  /**
   * Lists a community's links, the latest first, without their codes.
   * For owners and moderators.
   * `GET /communities/{id}/links`
   * @param id The community's id.
   */
  links(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["LinkView"], Schemas["PageOfLinkView"]>;

  /**
   * Makes a link to a community.
   * For owners and moderators. The code is shown only in this answer. A community has at most 50 links at a time (409, too_many_links); expired and used-up links do not count.
   * `POST /communities/{id}/links`
   * @param id The community's id.
   */
  createLink(id: string, body: Schemas["SocialLinkRequest"], options?: CallOptions): Promise<Schemas["NewLinkView"]>;

  /**
   * Revokes a link. Users who joined by it stay members.
   * For owners and moderators.
   * `DELETE /communities/{id}/links/{link_id}`
   * @param id The community's id.
   * @param linkId The link's id.
   */
  revokeLink(id: string, linkId: string, options?: CallOptions): Promise<void>;

  /**
   * Shows the community of a link.
   * 404 if it has expired, is used up or was revoked.
   * `GET /communities/join-links/{code}`
   * @param code The link's code.
   */
  showLink(code: string, options?: CallOptions): Promise<Schemas["LinkedCommunityView"]>;

  /**
   * Follows a link: joins the community, or asks to join.
   * 200 with the membership, or 202 with the request, which owners and moderators answer. If all users may join, both kinds of link join; a paid community answers 402 with the order. A repeat answers with the existing membership or request, and uses the link once. A request that was declined can be repeated a week later (409, declined_lately).
   * `POST /communities/join-links/{code}`
   * @param code The link's code.
   */
  joinByLink(code: string, options?: CallOptions): Promise<Schemas["MembershipView"] | Schemas["OwnRequestView"]>;

  /**
   * Lists open cases about threads and messages of a community, the longest waiting first: for its owners and moderators.
   * The reporters are not shown. Cases about the caller are not shown.
   * `GET /communities/{id}/reports`
   * @param id The community's id.
   */
  reports(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["CaseView"], Schemas["PageOfCaseView"]>;

  /**
   * Shows an open case of a thread or message of a community, with copies from the time of the report: for its owners and moderators.
   * The reporters are not shown, and neither are decisions about the author elsewhere.
   * `GET /communities/{id}/reports/{case_id}`
   * @param id The community's id.
   * @param caseId The case's id.
   */
  report(id: string, caseId: string, options?: CallOptions): Promise<Schemas["CommunityCaseDetails"]>;

  /**
   * Dismisses a case of a community's thread or message, or removes it: for its owners and moderators.
   * It is recorded like every decision and can be appealed against. A moderator cannot decide their own case (403 own_case).
   * `POST /communities/{id}/reports/{case_id}/resolve`
   * @param id The community's id.
   * @param caseId The case's id.
   */
  resolveReport(id: string, caseId: string, body: Schemas["ResolveRequest"], options?: CallOptions): Promise<void>;
}

export interface ThreadsResource {
  /**
   * Lists a community's threads: pinned ones first, then the last active.
   * `GET /communities/{id}/threads`
   * @param id The community's id.
   */
  list(id: string, query?: {
    /** Only those that this person opened. */ author?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Only those with this tag. */ tag?: string;
  }, options?: CallOptions): Pages<Schemas["ThreadView"], Schemas["PageOfThreadView"]>;

  /**
   * Opens a thread in a community that the caller is a member of.
   * `POST /communities/{id}/threads`
   * @param id The community's id.
   */
  create(id: string, body: Schemas["NewThread"], options?: CallOptions): Promise<Schemas["ThreadView"]>;

  /**
   * Searches the threads that the caller may read, in all communities: title, tags and content; the best first.
   * `GET /threads/search`
   */
  search(query: {
    /** Only in this community. */ community_id?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Words that must all be there, "a phrase" in quotes, -without, one OR other; the last word may be unfinished. */ q: string;
  }, options?: CallOptions): Pages<Schemas["ThreadView"], Schemas["PageOfThreadView"]>;

  /**
   * Shows a thread.
   * Moderators of the platform see reported threads, wherever they are, also if they are held back or removed.
   * `GET /threads/{id}`
   * @param id The thread's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["ThreadView"]>;

  /**
   * Changes a thread's title, content or tags. Its author can, while they may write in it, and so can moderators.
   * Not while moderators decide about a thread that a rule holds back (409 held).
   * `PATCH /threads/{id}`
   * @param id The thread's id.
   */
  update(id: string, body: Schemas["ThreadChanges"], options?: CallOptions): Promise<Schemas["ThreadView"]>;

  /**
   * Deletes a thread with its messages. Its author can, as long as no other user has written in it, and so can moderators.
   * `DELETE /threads/{id}`
   * @param id The thread's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Locks a thread, so that only owners and moderators can write in it. Owners and moderators can.
   * `PUT /threads/{id}/lock`
   * @param id The thread's id.
   */
  lock(id: string, options?: CallOptions): Promise<void>;

  /**
   * Unlocks a thread. Owners and moderators can.
   * `DELETE /threads/{id}/lock`
   * @param id The thread's id.
   */
  unlock(id: string, options?: CallOptions): Promise<void>;

  /**
   * Pins a thread to the top of its community's list. Owners and moderators can.
   * `PUT /threads/{id}/pin`
   * @param id The thread's id.
   */
  pin(id: string, options?: CallOptions): Promise<void>;

  /**
   * Unpins a thread. Owners and moderators can.
   * `DELETE /threads/{id}/pin`
   * @param id The thread's id.
   */
  unpin(id: string, options?: CallOptions): Promise<void>;

  /**
   * Reads a thread's messages, in the order of their numbers.
   * `GET /threads/{id}/messages`
   * @param id The thread's id.
   */
  messages(id: string, query?: {
    /** Only messages with a higher number, the first of them. */ after_seq?: number;
    /** Only messages with a lower number, the last of them. Without this and after_seq: the channel's last messages. */ before_seq?: number;
    /** How many messages at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["MessageView"], Schemas["MessagePage"]>;

  /**
   * Writes in a thread.
   * The same client_id sent again is the same message (200 instead of 201): a request may be repeated until it is answered.
   * `POST /threads/{id}/messages`
   * @param id The thread's id.
   */
  post(id: string, body: Schemas["PostMessage"], options?: CallOptions): Promise<Schemas["MessageView"]>;
}

export interface DirectResource {
  /**
   * Lists the caller's conversations, the last active first.
   * Conversations with people who cannot be written to any more stay in the list: only the person's id is given, and nothing in the conversation counts as unread.
   * `GET /direct`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["ConversationView"], Schemas["CursorPageOfConversationView"]>;

  /**
   * Reads the conversation with a person, in the order of the message numbers.
   * `GET /direct/{user_id}/messages`
   * @param userId The other person's id.
   */
  messages(userId: string, query?: {
    /** Only messages with a higher number, the first of them. */ after_seq?: number;
    /** Only messages with a lower number, the last of them. Without this and after_seq: the channel's last messages. */ before_seq?: number;
    /** How many messages at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["MessageView"], Schemas["MessagePage"]>;

  /**
   * Writes to a person.
   * The first message begins the conversation. A user can begin 50 in a day, unless the operator says otherwise (429 too_many_conversations); a bot answers only (403, bots_do_not_begin). A person who cannot be written to does not exist (404), whatever the reason, even if there is a conversation. The same client_id sent again is the same message (200 instead of 201): a request may be repeated until it is answered.
   * `POST /direct/{user_id}/messages`
   * @param userId The other person's id.
   */
  post(userId: string, body: Schemas["PostMessage"], options?: CallOptions): Promise<Schemas["MessageView"]>;

  /**
   * Shows which of the people whom the caller has conversations with are connected now.
   * At most 1,000, of the conversations that were active last. JoinDirect tells of one person at once.
   * `GET /direct/presence`
   */
  presence(options?: CallOptions): Promise<Schemas["DirectPresence"]>;
}

export interface MessagesResource {
  /**
   * Searches the messages that the caller may read, the newest first.
   * All words must be there, in any form if the operator chose their language; "a phrase", -without and one OR other have their usual meaning, and the last word may be unfinished. Deleted messages are not found.
   * `GET /messages/search`
   */
  search(query: {
    /** Only by this person. */ author_id?: string;
    /** Only in this channel. */ channel_id?: string;
    /** Only in this community's threads. */ community_id?: string;
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
    /** Words that must all be there, "a phrase" in quotes, -without, one OR other; the last word may be unfinished. */ q: string;
  }, options?: CallOptions): Pages<Schemas["MessageHitView"], Schemas["CursorPageOfMessageHitView"]>;

  /**
   * Counts the caller's unread messages: in conversations, and in the threads and event chats that the caller wrote in or opened once.
   * Opened means: marked as read. A thread that the caller never opened is not counted; the list of threads has its unread. The caller's own messages never count, and neither do deleted ones. A channel that the caller muted (its level is none, or it is muted for a while) is in the list but not in the total.
   * `GET /messages/unread`
   */
  unread(options?: CallOptions): Promise<Schemas["UnreadView"]>;

  /**
   * Shows a message.
   * Moderators of the platform see reported messages, wherever they are, also if they are held back or removed; of a conversation only messages that one of the two reported.
   * `GET /messages/{id}`
   * @param id The message's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["MessageView"]>;

  /**
   * Changes the text of a message of the caller's.
   * Possible for 24 hours (unless the operator says otherwise; then 409 too_late) and 99 times (then 409 too_many_changes), while the caller may write there, and while no moderator decides about the message (409 held). Moderators can still read the former texts.
   * `PATCH /messages/{id}`
   * @param id The message's id.
   */
  edit(id: string, body: Schemas["EditMessage"], options?: CallOptions): Promise<Schemas["MessageView"]>;

  /**
   * Deletes a message. Its author and the channel's moderators can. Its number stays, so that the numbers have no hole.
   * `DELETE /messages/{id}`
   * @param id The message's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the texts that a message had before it was changed or deleted, the oldest first. Only moderators can.
   * Moderators of the platform can for threads and event chats, wherever they are. For a direct conversation, no user can.
   * `GET /messages/{id}/edits`
   * @param id The message's id.
   */
  edits(id: string, options?: CallOptions): Promise<Schemas["EditView"][]>;

  /**
   * Lists the answers to a message, in the order of their numbers.
   * `GET /messages/{id}/replies`
   * @param id The message's id.
   */
  replies(id: string, query?: {
    /** Only answers with a higher number. */ after_seq?: number;
    /** How many messages at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["MessageView"], Schemas["MessagePage"]>;

  /**
   * Marks a message, and all after it, as unread. Repeating it changes nothing.
   * `POST /messages/{id}/unread`
   * @param id The message's id.
   */
  markUnread(id: string, options?: CallOptions): Promise<Schemas["ReadStateView"]>;

  /**
   * Lists the reactions to a message with their users, the first reaction first.
   * `GET /messages/{id}/reactions`
   * @param id The message's id.
   */
  reactions(id: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** Only this emoji. */ emoji?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["ReactedView"], Schemas["CursorPageOfReactedView"]>;

  /**
   * Reacts to a message with an emoji. Repeating it changes nothing.
   * Users who may write in the channel may react. A message takes 20 different emojis at most (409 too_many_emojis).
   * `PUT /messages/{id}/reactions/{emoji}`
   * @param id The message's id.
   * @param emoji The emoji itself, percent-encoded.
   */
  react(id: string, emoji: string, options?: CallOptions): Promise<void>;

  /**
   * Takes a reaction back. If there is none, nothing changes.
   * `DELETE /messages/{id}/reactions/{emoji}`
   * @param id The message's id.
   * @param emoji The emoji itself, percent-encoded.
   */
  deleteReaction(id: string, emoji: string, options?: CallOptions): Promise<void>;
}

export interface ChannelsResource {
  /**
   * Shows a channel: its kind, where it belongs, and how far the caller has read it.
   * A channel that the caller may not read does not exist (404).
   * `GET /channels/{id}`
   * @param id The channel's id: a thread's, a conversation's or an event chat's.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["ChannelView"]>;

  /**
   * Shows the call that goes on in a channel.
   * `GET /channels/{id}/call`
   * @param id The channel's id: a conversation's, a thread's or an event chat's.
   */
  call(id: string, options?: CallOptions): Promise<Schemas["CallView"]>;

  /**
   * Shows which users are in a channel now.
   * In a thread or an event's chat: users who subscribed to it over the hub. In a direct conversation: users who are connected at all. At most 1,000.
   * `GET /channels/{id}/presence`
   * @param id The channel's id.
   */
  presence(id: string, options?: CallOptions): Promise<Schemas["ChannelPresence"]>;

  /**
   * Marks a channel as read up to a number. The number never goes back.
   * `PUT /channels/{id}/read`
   * @param id The channel's id: a thread's, a conversation's or an event chat's.
   */
  markRead(id: string, body?: null | Schemas["MarkRead"], options?: CallOptions): Promise<Schemas["ReadStateView"]>;

  /**
   * Shows the caller's notification preference for a channel.
   * `GET /channels/{id}/preferences`
   * @param id The channel's id: a thread's, a conversation's or an event chat's.
   */
  getPreferences(id: string, options?: CallOptions): Promise<Schemas["ChannelPreference"]>;

  /**
   * Changes the caller's notification preference for a channel: everything, mentions and answers only, or nothing; or nothing for a while.
   * `PUT /channels/{id}/preferences`
   * @param id The channel's id.
   */
  setPreferences(id: string, body: Schemas["ChannelPreference"], options?: CallOptions): Promise<Schemas["ChannelPreference"]>;
}

export interface AttachmentsResource {
  /**
   * Uploads a file for a message: a picture, PDF, plain text, sound or film of at most 25 MB.
   * The body is the file, or a form with it as file. The type is found by the content; the declared name and type do not count. Metadata, such as where a picture was taken, is removed from pictures. Until a message refers to the file, only its uploader can load it; after a day without a message it is deleted. At most 100 files wait for a message (409 too_many_attachments). A user uploads at most 1 GiB a day (429 upload_quota) and stores at most 20 GiB (409 storage_full), unless the operator sets other limits. Files on a bad connection are uploaded in parts: POST /attachments/uploads.
   * `POST /attachments`
   */
  upload(file: UploadBody, query?: {
    /** The alternative text, for people who cannot see the file, where the body is the file itself; a form has it as alt. */ alt?: string;
    /** The file's name, where the body is the file itself. */ name?: string;
  }, options?: UploadOptions): Promise<Schemas["AttachmentView"]>;

  /**
   * Serves a file to users who may read its message. Without a message yet, only its uploader gets it.
   * Moderators of the platform can load the files of reported messages, also after the author has deleted the message. A part of the file can be asked for (Range: 206, or 416).
   * `GET /attachments/{id}`
   * @param id The attachment's id.
   */
  download(id: string, query?: {
    /** The width in pixels: 64, 256 or 1024. A picture is then a WebP of at most this width; other files stay as they are. */ w?: number;
  }, options?: CallOptions): Promise<Response>;

  /**
   * Gives links to up to 100 attachments that the caller may load.
   * A link needs no access token, so it can be the src of an element. It is valid for 5 to 10 minutes, for one attachment. Ask again before it ends. Attachments that the caller may not load are left out.
   * `GET /attachments/links`
   */
  links(query: {
    /** Their ids, 1 to 100: ids=…&ids=…. */ ids: string[];
  }, options?: CallOptions): Promise<Schemas["AttachmentLinkList"]>;

  /**
   * Changes the alternative text of a file of the caller.
   * Of a message that is sent already, its readers get the change as message_updated. It is a change of the message, and possible as long as one of its text: for 24 hours (unless the operator says otherwise; then 409 too_late) and 99 times (then 409 too_many_changes), while the caller may write there, and while no moderator decides about the message (409 held).
   * `PATCH /attachments/{id}`
   * @param id The attachment's id.
   */
  update(id: string, body: Schemas["ChangeAttachment"], options?: CallOptions): Promise<Schemas["AttachmentView"]>;
}

export interface CallsResource {
  /**
   * Lists the caller's calls, the latest first: those that ring or go on, and those of the last months.
   * Leaves out calls with a person with whom the caller has a block now.
   * `GET /calls`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["CallView"], Schemas["CursorPageOfCallView"]>;

  /**
   * Lists the servers by which devices find each other, with credentials that are valid for an hour, unless the operator says otherwise.
   * The answers to StartCall, AcceptCall, RejoinCall and ResumeCall have them too. In a long call, the client asks here again.
   * `GET /calls/ice-servers`
   */
  iceServers(options?: CallOptions): Promise<Schemas["IceServersView"]>;
}

export interface SyncResource {
  /**
   * Reads the caller's state, or the changes since an earlier answer.
   * Without since, the answer is the whole state, the newest entries of each kind. With the token of an earlier answer, it is the changes since then. Keep the newest token and ask again: nothing is skipped, and an entry may come twice. A token that is unknown, or older than 30 days, gets the whole state again (is_whole). With wait, an answer without changes is held back until there is one, for at most so many seconds.
   * `GET /sync`
   */
  read(query?: {
    /** The token of an earlier answer; absent: the whole state. */ since?: string;
    /** How many seconds to wait for a change, 0 to 25. */ wait?: number;
  }, options?: CallOptions): Promise<Schemas["SyncView"]>;

  /**
   * Lists all channels of the caller's log, the last active first.
   * The whole state has the first of them; its channels_cursor continues here.
   * `GET /sync/channels`
   */
  channels(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["SyncChannel"], Schemas["CursorPageOfSyncChannel"]>;
}

export interface BotsResource {
  /**
   * Lists the caller's bots, the newest first, at most 10.
   * `GET /bots`
   */
  list(options?: CallOptions): Promise<Schemas["BotList"]>;

  /**
   * Makes a bot: an account in which a program acts, and which belongs to the caller.
   * It has no password and no other login. A program acts in it with an API token, which POST /bots/{id}/tokens makes. All users see that it is a bot (is_bot). The caller needs a verified mail address or phone number, has at most 10 bots (409, too_many_bots) and makes at most 20 in a day (429, too_many_bots_today). It needs a login or a new proof within ten minutes.
   * `POST /bots`
   */
  create(body: Schemas["BotRequest"], options?: CallOptions): Promise<Schemas["BotView"]>;

  /**
   * Shows one of the caller's bots.
   * `GET /bots/{id}`
   * @param id The bot's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["BotView"]>;

  /**
   * Changes the name and description of a bot. The bot sets its picture itself, by PUT /users/me/picture.
   * `PATCH /bots/{id}`
   * @param id The bot's id.
   */
  update(id: string, body: Schemas["BotChanges"], options?: CallOptions): Promise<Schemas["BotView"]>;

  /**
   * Deletes a bot. Its account and data are erased in every service, permanently, as a person's are.
   * It needs a login or a new proof within ten minutes.
   * `DELETE /bots/{id}`
   * @param id The bot's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the API tokens of a bot, the newest first.
   * `GET /bots/{id}/tokens`
   * @param id The bot's id.
   */
  listTokens(id: string, options?: CallOptions): Promise<Schemas["ApiTokenList"]>;

  /**
   * Makes an API token with which a program acts as the bot.
   * The token is shown only here. Its scopes limit its calls; events:write and people:write are not for bots, and a few operations are closed to them (403, not_for_bots). It ends with its expiry, by DELETE, with the suspension of the bot, and with everything that ends all sessions of the owner. It needs a login or a new proof within ten minutes.
   * `POST /bots/{id}/tokens`
   * @param id The bot's id.
   */
  createToken(id: string, body: Schemas["ApiTokenRequest"], options?: CallOptions): Promise<Schemas["NewApiToken"]>;

  /**
   * Revokes an API token of a bot. It is refused everywhere within seconds.
   * `DELETE /bots/{id}/tokens/{token_id}`
   * @param id The bot's id.
   * @param tokenId The token's id.
   */
  revokeToken(id: string, tokenId: string, options?: CallOptions): Promise<void>;
}

export interface WebhooksResource {
  /**
   * Lists the caller's webhooks, the newest first. Administrators also see those for the whole fleet.
   * `GET /webhooks`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["WebhookView"], Schemas["CursorPageOfWebhookView"]>;

  /**
   * Adds a webhook: an address that is called when something happens.
   * It gets events about the caller's things: their events with the registrations, the communities that they own, and orders of their sales. With scope fleet an administrator's gets the events of all. The secret is shown only here; it signs every delivery. A person has at most 10 webhooks. It needs a login or a new proof within ten minutes, and the caller is told by mail.
   * `POST /webhooks`
   */
  create(body: Schemas["WebhookRequest"], options?: CallOptions): Promise<Schemas["NewWebhook"]>;

  /**
   * Reads a webhook.
   * `GET /webhooks/{id}`
   * @param id The webhook's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["WebhookView"]>;

  /**
   * Changes a webhook, or switches it off and on.
   * Deliveries that wait while it is off are sent when it is on again, if that is within three days. It needs a login or a new proof within ten minutes; of a new address the owner and the caller are told by mail.
   * `PATCH /webhooks/{id}`
   * @param id The webhook's id.
   */
  update(id: string, body: Schemas["WebhookChanges"], options?: CallOptions): Promise<Schemas["WebhookView"]>;

  /**
   * Deletes a webhook with its log. Deliveries that wait are not sent.
   * `DELETE /webhooks/{id}`
   * @param id The webhook's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Exchanges a webhook's secret.
   * The new one is shown only here. For 24 hours the former one signs, too, so that the receiver can change at any time. It needs a login or a new proof within ten minutes; the owner and the caller are told by mail.
   * `POST /webhooks/{id}/rotate-secret`
   * @param id The webhook's id.
   */
  rotateSecret(id: string, options?: CallOptions): Promise<Schemas["NewWebhook"]>;

  /**
   * Sends a webhook.ping to a webhook, whatever types it has chosen. The log shows its result.
   * A webhook takes ten pings and redeliveries a minute; then 429 rate_limited.
   * `POST /webhooks/{id}/ping`
   * @param id The webhook's id.
   */
  ping(id: string, options?: CallOptions): Promise<Schemas["WebhookDeliveryView"]>;

  /**
   * Lists a webhook's deliveries of the last 30 days, the newest first.
   * `GET /webhooks/{id}/deliveries`
   * @param id The webhook's id.
   */
  deliveries(id: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
    /** Only those with this status. */ status?: "delivered" | "failed" | "waiting";
  }, options?: CallOptions): Pages<Schemas["WebhookDeliveryView"], Schemas["CursorPageOfWebhookDeliveryView"]>;

  /**
   * Reads a delivery with its attempts, the latest 50 at most.
   * `GET /webhooks/{id}/deliveries/{delivery_id}`
   * @param id The webhook's id.
   * @param deliveryId The delivery's id.
   */
  getDelivery(id: string, deliveryId: string, options?: CallOptions): Promise<Schemas["WebhookDeliveryDetail"]>;

  /**
   * Sends a delivery once more, now. It has the same event id, and three days again.
   * A webhook takes ten pings and redeliveries a minute; then 429 rate_limited.
   * `POST /webhooks/{id}/deliveries/{delivery_id}/redeliver`
   * @param id The webhook's id.
   * @param deliveryId The delivery's id.
   */
  redeliver(id: string, deliveryId: string, options?: CallOptions): Promise<Schemas["WebhookDeliveryView"]>;
}

export interface NotificationsResource {
  /**
   * Lists the caller's notifications, the latest first.
   * Unread notifications of the same thing are one, with a count: "5 people answered you". Titles and texts are in the language of the caller's preferences, else in the one that Accept-Language prefers: English or Arabic.
   * `GET /notifications`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
    /** Whether to leave out notifications that were read. */ unread?: boolean;
  }, options?: CallOptions): Pages<Schemas["NotificationView"], Schemas["CursorPageOfNotificationView"]>;

  /**
   * Counts the caller's unread notifications.
   * `GET /notifications/unread-count`
   */
  unreadCount(options?: CallOptions): Promise<Schemas["UnreadCount"]>;

  /**
   * Marks notifications as read: some of them, all, or all that happened up to a moment.
   * Notifications that are not the caller's, or were read before, are skipped. A later occurrence makes a new notification.
   * `PATCH /notifications/read`
   */
  markRead(body: Schemas["MarkNotificationsRead"], options?: CallOptions): Promise<Schemas["UnreadCount"]>;

  /**
   * Shows the caller's notification preferences.
   * `GET /notifications/preferences`
   */
  getPreferences(options?: CallOptions): Promise<Schemas["Preferences"]>;

  /**
   * Changes the caller's notification preferences. Kinds that are not named stay as they are.
   * A kind that is off in the app is off for push and mail too. Mails are gathered: digest says how often.
   * `PUT /notifications/preferences`
   */
  setPreferences(body: Schemas["Preferences"], options?: CallOptions): Promise<Schemas["Preferences"]>;

  /**
   * Shows the key that a browser subscribes to (applicationServerKey).
   * `GET /notifications/push/key`
   */
  pushKey(options?: CallOptions): Promise<Schemas["PushKey"]>;

  /**
   * Adds a device of the caller, from the browser's PushSubscription.toJSON().
   * The same device again is the same subscription, and belongs to the caller from now on. A user has at most 20 devices: a new one replaces the oldest. A device is removed when the session that added it ends, and 90 days after it was last added.
   * `PUT /notifications/push/subscriptions`
   */
  subscribePush(body: Schemas["PushSubscription"], options?: CallOptions): Promise<void>;

  /**
   * Removes a device of the caller's.
   * `DELETE /notifications/push/subscriptions`
   */
  unsubscribePush(body: Schemas["PushDevice"], options?: CallOptions): Promise<void>;

  /**
   * Lists the caller's devices that take Web Push, the latest first: at most 20.
   * A device's address and keys are not shown.
   * `GET /notifications/push/subscriptions`
   */
  pushDevices(options?: CallOptions): Promise<Schemas["PushDeviceList"]>;

  /**
   * Removes one of the caller's devices, such as a lost phone.
   * `DELETE /notifications/push/subscriptions/{id}`
   * @param id The device's id.
   */
  removePushDevice(id: string, options?: CallOptions): Promise<void>;
}

export interface EventsResource {
  /**
   * Lists public events by their start.
   * Filters add up; several interests find events about at least one of them. Without start_after, past events are left out. A signed-in caller sees their own registration, and no events of organizers with whom there is a block.
   * `GET /events`
   */
  list(query?: {
    /** Of this category. */ category?: string;
    /** In this city. */ city?: string;
    /** In this country, ISO 3166-1 alpha-2. */ country?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** Of this kind. */ event_type?: string;
    /** About at least one of these; at most 20. */ interest?: string[];
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** Of this organizer. */ organizer?: string;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** free or paid. */ price?: "free" | "paid";
    /** With these words in name or description, the last one possibly unfinished. "Words in quotes" match as a phrase; or and - work. */ q?: string;
    /** In this region. */ region?: string;
    /** Events that begin at this time or later, past ones included; without it, events that are not over. */ start_after?: string;
    /** Events that begin before this time. */ start_before?: string;
  }, options?: CallOptions): Pages<Schemas["EventView"], Schemas["PageOfEventView"]>;

  /**
   * Finds public events around a point, nearest first, each with its distance.
   * `GET /events/nearby`
   */
  nearby(query: {
    /** Of this category, in any case. */ category?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** Of this kind, in any case. */ event_type?: string;
    /** WGS 84 degrees. */ lat: number;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** WGS 84 degrees. */ lng: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** The distance at most: more than 0, at most 500. */ radius_km: number;
    /** Events that begin at this time or later, past ones included; without it, events that are not over. */ start_after?: string;
    /** Events that begin before this time. */ start_before?: string;
  }, options?: CallOptions): Pages<Schemas["EventView"], Schemas["PageOfEventView"]>;

  /**
   * Lists the public events that begin next.
   * `GET /events/upcoming`
   */
  upcoming(query?: {
    /** In this city, in any case. */ city?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** In this region, in any case. */ region?: string;
  }, options?: CallOptions): Pages<Schemas["EventView"], Schemas["PageOfEventView"]>;

  /**
   * Lists the events that the caller created or is registered for, the latest first; my_status is the state of the registration.
   * `GET /events/mine`
   */
  mine(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** true: only events that are neither over nor cancelled, the soonest first. */ upcoming?: boolean;
  }, options?: CallOptions): Pages<Schemas["EventView"], Schemas["PageOfEventView"]>;

  /**
   * Lists the events to which the caller is invited, the latest first.
   * `GET /events/invited`
   */
  invited(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["EventView"], Schemas["PageOfEventView"]>;

  /**
   * Lists the caller's own events, including drafts, the latest first.
   * `GET /organizer/events`
   */
  organized(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Only events that are draft, published or cancelled. */ status?: "cancelled" | "draft" | "published";
  }, options?: CallOptions): Pages<Schemas["EventView"], Schemas["PageOfEventView"]>;

  /**
   * Creates an event: a draft that only its organizer sees, or published at once with is_published.
   * To publish one with a price, the caller needs a verified mail address or phone number (403 verification_required).
   * `POST /events`
   */
  create(body: Schemas["EventDraft"], options?: CallOptions): Promise<Schemas["EventView"]>;

  /**
   * Shows an event.
   * Public events are visible to all callers, private events to invited and registered users. Only its organizer sees a draft.
   * `GET /events/{id}`
   * @param id The event's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["EventView"]>;

  /**
   * Changes an event of the caller's.
   * A merge patch (RFC 7396): absent members stay as they are, null clears a member. An event that is over, cancelled or taken down cannot be changed; a published one cannot be moved into the past. max_attendees below the number of taken seats is a conflict, capacity_below_taken. Sold tickets keep the price and the refund terms of their sale.
   * `PATCH /events/{id}`
   * @param id The event's id.
   */
  update(id: string, body: Schemas["EventChanges"], options?: CallOptions): Promise<Schemas["EventView"]>;

  /**
   * Deletes an event of the caller's that never had a registration.
   * If it had one, the answer is a conflict, event_has_registrations: cancel the event instead.
   * `DELETE /events/{id}`
   * @param id The event's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Publishes a draft of the caller's: users can find it and register. Repeating it changes nothing.
   * If it has a price, the caller needs a verified mail address or phone number (403 verification_required).
   * `POST /events/{id}/publish`
   * @param id The event's id.
   */
  publish(id: string, options?: CallOptions): Promise<Schemas["EventView"]>;

  /**
   * Cancels a published event of the caller's: all registrations end, and paid ones are refunded. Repeating it changes nothing.
   * `POST /events/{id}/cancel`
   * @param id The event's id.
   */
  cancel(id: string, body?: null | Schemas["CancelEventRequest"], options?: CallOptions): Promise<Schemas["EventView"]>;

  /**
   * Registers the caller for an event.
   * Free: confirmed at once, with a ticket. Paid: 402 with the order, and a seat is held until expires_at; the payment confirms the registration. The ticket is mailed to a verified address, in the language of Accept-Language (English or Arabic). Full: waitlisted, and promoted automatically when a seat becomes free. A repeat answers with the existing registration.
   * `POST /events/{id}/register`
   * @param id The event's id.
   */
  register(id: string, options?: CallOptions): Promise<Schemas["RegistrationView"]>;

  /**
   * Cancels the caller's registration, or leaves the waitlist.
   * The payment is refunded until refund_until. refund_cents or refund_credits of the answer is the refund; GET …/status shows it beforehand. The terms at the time of sale apply. If the event is moved by more than 30 minutes or to another place, a full refund is possible until it starts, and for 3 days after the move in any case. A repeat gets the same answer.
   * `DELETE /events/{id}/register`
   * @param id The event's id.
   */
  cancelRegistration(id: string, options?: CallOptions): Promise<Schemas["RegistrationView"]>;

  /**
   * Registers the caller for an event.
   * Free: confirmed at once, with a ticket. Paid: 402 with the order, and a seat is held until expires_at; the payment confirms the registration. The ticket is mailed to a verified address, in the language of Accept-Language (English or Arabic). Full: waitlisted, and promoted automatically when a seat becomes free. A repeat answers with the existing registration.
   * `POST /events/{id}/rsvp`
   * @param id The event's id.
   */
  rsvp(id: string, options?: CallOptions): Promise<Schemas["RegistrationView"]>;

  /**
   * Shows the caller's registration for an event, the last one if there were several, and the refund that a cancellation would give.
   * `GET /events/{id}/status`
   * @param id The event's id.
   */
  registration(id: string, options?: CallOptions): Promise<Schemas["RegistrationView"]>;

  /**
   * Lists the registrations for an event of the caller's, the oldest first.
   * `GET /events/{id}/attendees`
   * @param id The event's id.
   */
  attendees(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Only those with this text in the username, full name or ticket code, in any case. */ q?: string;
    /** Only those in this state. */ status?: string;
  }, options?: CallOptions): Pages<Schemas["AttendeeView"], Schemas["PageOfAttendeeView"]>;

  /**
   * Downloads the registrations for an event of the caller's, as CSV (RFC 4180, UTF-8).
   * A text that a spreadsheet would treat as a formula is preceded by an apostrophe.
   * `GET /events/{id}/attendees.csv`
   * @param id The event's id.
   */
  attendeesCsv(id: string, query?: {
    /** Only those with this text in the username, full name or ticket code, in any case. */ q?: string;
    /** Only those in this state. */ status?: string;
  }, options?: CallOptions): Promise<Response>;

  /**
   * Removes a user from the caller's own event; the payment is refunded.
   * `DELETE /events/{id}/attendees/{user_id}`
   * @param id The event's id.
   * @param userId The user to remove.
   */
  removeAttendee(id: string, userId: string, options?: CallOptions): Promise<Schemas["RegistrationView"]>;

  /**
   * Counts registrations, arrivals and revenue of an event of the caller's.
   * `GET /events/{id}/stats`
   * @param id The event's id.
   */
  stats(id: string, options?: CallOptions): Promise<Schemas["EventStats"]>;

  /**
   * Shows an event's seat ledger: every seat held, confirmed and released, hash-chained, without users.
   * How to check it: docs/seat-audit.md.
   * `GET /events/{id}/audit`
   * @param id The event's id.
   */
  audit(id: string, query?: {
    /** Entries after this number; use the answer's next_after_seq for the next page. */ after_seq?: number;
    /** 1 to 1000. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["SeatAuditEntry"], Schemas["SeatAudit"]>;

  /**
   * Lists the caller's connections who have a confirmed seat at an event, by username.
   * They are the ones whose registrations the feed shows: users whom the caller sees, at public events whose organizer the caller sees. For any other event the list is empty.
   * `GET /events/{id}/connections`
   * @param id The event's id.
   */
  connections(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["PersonSummary"], Schemas["PageOfPersonSummary"]>;

  /**
   * Lists the organizer's messages to all attendees, the latest first.
   * Only the organizer, the staff and users with a confirmed seat read them; for others the list is empty.
   * `GET /events/{id}/announcements`
   * @param id The event's id.
   */
  announcements(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["AnnouncementView"], Schemas["PageOfAnnouncementView"]>;

  /**
   * Sends a message to the attendees of an event of the caller's: the users with a confirmed seat.
   * They are notified, and mailed, as their notification preferences for announcement say. An event takes three announcements in 24 hours (429 too_many_announcements_today), until seven days after its end. Without attendees the answer is 409 no_attendees.
   * `POST /events/{id}/announcements`
   * @param id The event's id.
   */
  announce(id: string, body: Schemas["AnnouncementRequest"], options?: CallOptions): Promise<Schemas["AnnouncementView"]>;

  /**
   * Shows an event as a calendar file (iCalendar, RFC 5545).
   * `GET /events/{id}/calendar.ics`
   * @param id The event's id.
   */
  calendar(id: string, options?: CallOptions): Promise<Response>;

  /**
   * Reports that the caller is at the event.
   * From two hours before the start until the end, inside the geofence. The position's accuracy counts in the caller's favour up to 100 m; a position vaguer than 500 m is refused. A repeat gets the same answer. reason of a refusal: not_registered (403), payment_pending, waitlisted, cancelled, expired, refunded, event_cancelled, no_position, too_early, too_late, position_too_vague, outside_geofence (with distance_m and radius_m), implausible_position (the caller cannot have travelled so fast from their last position; the organizer may still scan the ticket).
   * `POST /events/{id}/arrival`
   * @param id The event's id.
   */
  arrive(id: string, body: Schemas["ArrivalRequest"], options?: CallOptions): Promise<Schemas["ArrivalView"]>;

  /**
   * Scans a ticket at the door: for the organizer and the staff.
   * Send the text of the QR code as payload, or the typed ticket_code. A request repeated with its nonce gets its first answer again. Any other scan of a used ticket is 409 already_checked_in with the first scan's checked_in_at, and in checked_in_by the name of the person who made it, where it is known. Other callers are refused with 403 not_staff. The reason of other refusals: bad_signature, unknown_ticket, wrong_event, payment_pending, waitlisted, cancelled, expired, refunded, event_cancelled, not_published, too_early, too_late.
   * `POST /events/{id}/check-in`
   * @param id The event's id.
   */
  checkIn(id: string, body: Schemas["CheckInRequest"], options?: CallOptions): Promise<Schemas["CheckedInView"]>;

  /**
   * Counts who has a seat and who has arrived, with the latest arrivals: for the organizer and the staff.
   * `GET /events/{id}/check-in`
   * @param id The event's id.
   */
  door(id: string, options?: CallOptions): Promise<Schemas["DoorView"]>;

  /**
   * Lists this event's staff: the ticket scanners beside the organizer.
   * `GET /events/{id}/check-in/staff`
   * @param id The event's id.
   */
  staff(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["StaffView"], Schemas["PageOfStaffView"]>;

  /**
   * Lets a user scan this event's tickets.
   * At most 100 people an event (409 too_many_staff).
   * `PUT /events/{id}/check-in/staff/{user_id}`
   * @param id The event's id.
   * @param userId The user's id.
   */
  addStaff(id: string, userId: string, options?: CallOptions): Promise<void>;

  /**
   * Takes a user off the staff: they can no longer scan this event's tickets.
   * `DELETE /events/{id}/check-in/staff/{user_id}`
   * @param id The event's id.
   * @param userId The user's id.
   */
  removeStaff(id: string, userId: string, options?: CallOptions): Promise<void>;

  /**
   * Shows an event's cover to callers who may see the event.
   * Moderators of the platform can load a reported cover by its version, even after it was replaced or removed.
   * `GET /events/{id}/image`
   * @param id The event's id.
   */
  image(id: string, query?: {
    /** The version in image_url: with it the answer may be cached for a day. */ v?: string;
    /** The width in pixels: 64, 256 or 1024. The answer is then a WebP of at most this width; without it, the original. */ w?: number;
  }, options?: CallOptions): Promise<Response>;

  /**
   * Sets the cover of an event of the caller's: a JPEG, PNG or WebP of at most 10 MB and 50 megapixels.
   * The body is the picture, or a form with it as file. The content determines the format, not the name or type. Metadata, such as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP or progressive JPEG of more than 25 megapixels.
   * `PUT /events/{id}/image`
   * @param id The event's id.
   */
  setImage(id: string, file: UploadBody, query?: {
    /** The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as alt. */ alt?: string;
  }, options?: UploadOptions): Promise<Schemas["EventView"]>;

  /**
   * Removes the cover of an event of the caller's.
   * `DELETE /events/{id}/image`
   * @param id The event's id.
   */
  deleteImage(id: string, options?: CallOptions): Promise<void>;

  /**
   * Lists the users invited to an event of the caller's, the latest first.
   * `GET /events/{id}/invitations`
   * @param id The event's id.
   */
  invitations(id: string, query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["EventsInvitationView"], Schemas["EventsPageOfInvitationView"]>;

  /**
   * Invites users to a published event of the caller's.
   * The answer is always the same. It does not tell whether a user exists, was invited before, or does not want to hear from the caller.
   * `POST /events/{id}/invitations`
   * @param id The event's id.
   */
  invite(id: string, body: Schemas["InviteRequest"], options?: CallOptions): Promise<void>;

  /**
   * Withdraws an invitation to an event of the caller's. A user who has registered in the meantime stays registered.
   * `DELETE /events/{id}/invitations/{user_id}`
   * @param id The event's id.
   * @param userId The invited user.
   */
  withdrawInvitation(id: string, userId: string, options?: CallOptions): Promise<void>;

  /**
   * Lists an event's photos, the newest first.
   * `GET /events/{id}/photos`
   * @param id The event's id.
   */
  photos(id: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["PhotoView"], Schemas["CursorPageOfPhotoView"]>;

  /**
   * Adds a photo: a JPEG, PNG or WebP of at most 10 MB and 50 megapixels, uploaded by an attendee or the organizer.
   * The body is the picture, or a form with it as file and perhaps a caption and an alt. The content determines the format, not the name or type. Metadata, such as where it was taken, is removed. A picture that moves is refused, as is a PNG, WebP or progressive JPEG of more than 25 megapixels. At most 50 a user an event (409 too_many_photos).
   * `POST /events/{id}/photos`
   * @param id The event's id.
   */
  uploadPhoto(id: string, file: UploadBody, query?: {
    /** The alternative text, for people who cannot see the picture, if the body is the picture itself; a form has it as alt. */ alt?: string;
    /** A few words, if the body is the picture itself. */ caption?: string;
  }, options?: UploadOptions): Promise<Schemas["PhotoView"]>;

  /**
   * Shows a photo to users who may see the event.
   * Moderators of the platform can load every reported photo, even after it was deleted.
   * `GET /events/{id}/photos/{photo_id}`
   * @param id The event's id.
   * @param photoId The photo's id.
   */
  photo(id: string, photoId: string, query?: {
    /** The width in pixels: 64, 256 or 1024. The answer is then a WebP of at most this width; without it, the original. */ w?: number;
  }, options?: CallOptions): Promise<Response>;

  /**
   * Deletes a photo: the caller's own, one of an event of the caller's, or any as a moderator.
   * `DELETE /events/{id}/photos/{photo_id}`
   * @param id The event's id.
   * @param photoId The photo's id.
   */
  deletePhoto(id: string, photoId: string, options?: CallOptions): Promise<void>;

  /**
   * Reads an event's chat, in the order of the message numbers. Only the organizer and users with a confirmed registration can.
   * `GET /events/{id}/chat/messages`
   * @param id The event's id.
   */
  messages(id: string, query?: {
    /** Only messages with a higher number, the first of them. */ after_seq?: number;
    /** Only messages with a lower number, the last of them. Without this and after_seq: the channel's last messages. */ before_seq?: number;
    /** How many messages at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["MessageView"], Schemas["MessagePage"]>;

  /**
   * Writes in an event's chat. Only the organizer and users with a confirmed registration can.
   * The same client_id sent again is the same message (200 instead of 201): a request may be repeated until it is answered.
   * `POST /events/{id}/chat/messages`
   * @param id The event's id.
   */
  post(id: string, body: Schemas["PostMessage"], options?: CallOptions): Promise<Schemas["MessageView"]>;
}

export interface TicketsResource {
  /**
   * Shows a ticket to its holder, or to the event's organizer or staff.
   * `GET /tickets/{code}`
   * @param code The ticket's code, in any case.
   */
  get(code: string, options?: CallOptions): Promise<Schemas["TicketView"]>;

  /**
   * Draws a ticket's QR code.
   * 409 if the ticket is no longer valid; reason is the registration's status.
   * `GET /tickets/{code}/qr.svg`
   * @param code The ticket's code, in any case.
   */
  qr(code: string, options?: CallOptions): Promise<Response>;

  /**
   * The public keys that tickets are verified with, also for scanners without a network.
   * `GET /tickets/keys`
   */
  keys(options?: CallOptions): Promise<Schemas["JsonWebKeySet"]>;
}

export interface OrdersResource {
  /**
   * Lists the caller's orders with their payments, the newest first.
   * `GET /payments`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["OrderView"], Schemas["CursorPageOfOrderView"]>;

  /**
   * Shows an order of the caller's.
   * `GET /payments/orders/{id}`
   * @param id The order's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["OrderView"]>;

  /**
   * Pays the caller's order with credits, at once.
   * An open payment page of the order is closed first, so that the order is paid once.
   * `POST /payments/orders/{id}/pay-with-credits`
   * @param id The order's id.
   */
  payWithCredits(id: string, options?: CallOptions): Promise<Schemas["OrderView"]>;

  /**
   * Opens a payment page for the caller's order.
   * The call waits for an order that was offered a moment ago. Asking again with the same method answers the same page. Asking for another method closes the page before, so that an order is charged once. The order's status counts afterwards, not the buyer's return to success_url. The receipt is mailed to a verified address, in the language of Accept-Language (English or Arabic).
   * `POST /payments/create-checkout-session`
   */
  checkout(body: Schemas["CheckoutRequest"], options?: CallOptions): Promise<Schemas["CheckoutView"]>;
}

export interface PaymentsResource {
  /**
   * Shows the state of a payment of the caller's.
   * `GET /payments/status/{id}`
   * @param id The payment's id.
   */
  status(id: string, options?: CallOptions): Promise<Schemas["PaymentView"]>;

  /**
   * Lists the received payments of a user, the newest first (administrators).
   * Attempts, and payments that go back by themselves, are left out. Each page is an act in the audit record.
   * `GET /payments/people/{user_id}`
   * @param userId The buyer.
   */
  ofPerson(userId: string, query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["ReceivedPayment"], Schemas["CursorPageOfReceivedPayment"]>;

  /**
   * Gives a payment back, whole or in part (administrators).
   * Credits are back at once. Money is on its way, and the payment shows it once the provider has confirmed it.
   * `POST /payments/{id}/refund`
   * @param id The payment's id.
   */
  refund(id: string, body: Schemas["RefundRequest"], options?: CallOptions): Promise<Schemas["OrderView"]>;

  /**
   * Records that a refund that the buyer's bank did not take was paid another way (administrators).
   * `POST /payments/refunds/{id}/paid-out`
   * @param id The refund's id.
   */
  refundPaidOut(id: string, body: Schemas["PaidOutRequest"], options?: CallOptions): Promise<Schemas["OrderView"]>;

  /**
   * Takes a refund that the caller's bank did not take as credits instead, at once.
   * For a payment in USD: one credit for each 0.10 USD, rounded up. For another currency: by the price in credits that the order had; without one the answer is 409 no_rate. The order names the refunds that failed.
   * `POST /payments/refunds/{id}/take-as-credits`
   * @param id The refund's id.
   */
  takeRefundAsCredits(id: string, options?: CallOptions): Promise<Schemas["OrderView"]>;

  /**
   * Adds up the whole ledger, and compares it with the orders and with the provider (administrators).
   * `GET /payments/ledger/proof`
   */
  ledgerProof(options?: CallOptions): Promise<Schemas["ProofView"]>;

  /**
   * Shows how many users registered with the caller's code, how many of them count, the rewards so far and the next reward.
   * A referral counts once a payment of the other person can no longer be refunded by its terms (for an event: after its end), and as long as the money stays. A purchase from the caller does not count.
   * `GET /payments/referrals`
   */
  referrals(options?: CallOptions): Promise<Schemas["ReferralsView"]>;
}

export interface SubscriptionsResource {
  /**
   * Shows the caller's plan, its entitlements and the state of the subscription.
   * `GET /subscriptions/me`
   */
  get(options?: CallOptions): Promise<Schemas["SubscriptionView"]>;

  /**
   * Subscribes the caller to a plan, or changes the plan.
   * Without a subscription: 201 with a page to pay on. Asking again for the same plan answers the same page. A higher plan than the present one begins at once, and the difference for the rest of the period is charged (402 card_declined if the charge fails; then nothing changes). A lower one begins with the next period. Both are 200. Choosing a plan takes a cancellation back. A plan that the caller has for life, or a lower one, is 409 plan_included.
   * `POST /subscriptions/me`
   */
  subscribe(body: Schemas["SubscribeRequest"], options?: CallOptions): Promise<Schemas["SubscriptionView"] | Schemas["SubscriptionCheckoutView"]>;

  /**
   * Cancels the caller's subscription with the end of the paid period. Repeating it answers the same.
   * `DELETE /subscriptions/me`
   */
  cancel(options?: CallOptions): Promise<Schemas["SubscriptionView"]>;

  /**
   * Takes the cancellation of the caller's subscription back, until its period ends. Repeating it answers the same.
   * `POST /subscriptions/me/resume`
   */
  resume(options?: CallOptions): Promise<Schemas["SubscriptionView"]>;

  /**
   * Lists the plans that every user can have, the free one first.
   * `GET /subscriptions/plans`
   */
  plans(options?: CallOptions): Promise<Schemas["PlanView"][]>;
}

export interface WalletResource {
  /**
   * Shows the caller's balance. One credit is worth 0.10 USD.
   * `GET /wallet`
   */
  get(options?: CallOptions): Promise<Schemas["WalletView"]>;

  /**
   * Lists the changes of the caller's wallet, newest first.
   * `GET /wallet/entries`
   */
  entries(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["WalletEntryView"], Schemas["CursorPageOfWalletEntryView"]>;

  /**
   * Lists the packs of credits that are sold, the smallest first.
   * `GET /wallet/packs`
   */
  packs(options?: CallOptions): Promise<Schemas["CreditPackView"][]>;

  /**
   * Orders a pack of credits for the caller: 402 with the order. After the payment, the credits are in the wallet.
   * Asking again while the order is open answers the same order.
   * `POST /wallet/packs/{id}/purchase`
   * @param id The pack's id.
   */
  buyPack(id: string, options?: CallOptions): Promise<void>;
}

export interface BoostsResource {
  /**
   * Lists the boosts that are sold, and the end of the caller's boost.
   * `GET /boosts`
   */
  get(options?: CallOptions): Promise<Schemas["BoostsView"]>;

  /**
   * Boosts the caller's profile. A further boost begins at the end of the running one.
   * Answers 402 with the order, which is paid like any other, by card or with credits. Asking again while it is open answers the same order. With credits as pay_with, the order is made and paid in this call: 201, or 402 insufficient_credits with the order, and nothing is paid.
   * `POST /boosts`
   */
  buy(body: Schemas["BoostRequest"], options?: CallOptions): Promise<Schemas["BoostedView"]>;
}

export interface CompanionResource {
  /**
   * Shows the caller's conversation with the companion, the newest message first.
   * `GET /companion`
   */
  get(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Promise<Schemas["AiCompanionConversationView"]>;

  /**
   * Sends a message to the companion, and answers with the reply.
   * The message is stored before an answer is generated. With Accept: text/event-stream the answer streams: accepted (with user_message_id, message_id and a notice), delta (content: the next text), and at last message with the whole answer, which is authoritative: a harmful answer of a model is replaced by another text; or error. A stream that was cut continues at GET /companion/messages/{id}/stream. Repeatable: the same client_id is asked once. A user who may be in danger gets a fixed answer with help lines, without a model, beyond every limit. 403: age_required (to be set once in /companion/settings) or too_young, with help if it may be needed. 409: busy while the last answer is generated, client_id_taken, answer_deleted. 429 (daily_limit) until the caller's midnight, with required_plan.
   * `POST /companion/messages`
   */
  say(body: WithoutClientId<Schemas["SaidByUser"]>, options?: CallOptions): Promise<Schemas["AnswerView"]>;

  /**
   * Changes a message of the caller, so that the companion remembers the new text.
   * No new answer is made, and the old one stays. The safety layer reads the new text: if it sounds as if help was needed, the answer has care, and the next messages are answered as after a posted one. The last change counts. 409: busy while the message is being answered, with help if it may be needed.
   * `PATCH /companion/messages/{id}`
   * @param id The caller's message.
   */
  editMessage(id: string, body: Schemas["NewText"], options?: CallOptions): Promise<Schemas["EditedMessage"]>;

  /**
   * Deletes a message, so that the companion does not remember it.
   * The answer to it is deleted too, because it may repeat words of the message. An answer can be deleted alone.
   * `DELETE /companion/messages/{id}`
   * @param id The message: the caller's, or the companion's.
   */
  deleteMessage(id: string, options?: CallOptions): Promise<void>;

  /**
   * Deletes the conversation: everything that the companion remembers of the caller.
   * `DELETE /companion`
   */
  deleteAll(options?: CallOptions): Promise<void>;

  /**
   * Shows the context that a model was sent for an answer, or would be sent with the caller's next message.
   * Nothing else of the caller is ever sent: no name, no profile. Messages that the caller has deleted since are not kept here either, and edited ones have their present text. 404 if no model was asked for that answer.
   * `GET /companion/context`
   */
  context(query?: {
    /** An answer, or the message that it answers; absent: the context of the next message. */ message_id?: string;
  }, options?: CallOptions): Promise<Schemas["ContextView"]>;

  /**
   * Shows the caller's streak, belonging, learning and growth, and the message of the day.
   * All counts use the caller's own days (PUT /companion/settings). The message is in Arabic if the client prefers it.
   * `GET /companion/dashboard`
   */
  dashboard(options?: CallOptions): Promise<Schemas["DashboardView"]>;

  /**
   * Shows the caller's settings.
   * `GET /companion/settings`
   */
  getSettings(options?: CallOptions): Promise<Schemas["SettingsView"]>;

  /**
   * Changes the caller's settings; absent fields stay as they are.
   * The age is asked once, before the first message, and only if the profile has none. Later it can be lowered but not raised: 409 (age_declared).
   * `PUT /companion/settings`
   */
  setSettings(body: Schemas["SettingsChange"], options?: CallOptions): Promise<Schemas["SettingsView"]>;

  /**
   * Buys a session: more messages, for when those of a day are used up.
   * 402 with the order, to be paid by card or with credits. After the payment, its messages (extra_messages of GET /companion) can be used on any day. 409 (unlimited) if the caller's plan has no limit.
   * `POST /companion/sessions`
   */
  buySession(options?: CallOptions): Promise<void>;

  /**
   * Shows all badges, with the caller's own and the progress towards the others.
   * Titles and descriptions are in the language that Accept-Language prefers: English or Arabic.
   * `GET /companion/badges`
   */
  badges(options?: CallOptions): Promise<Schemas["AiCompanionBadgeList"]>;

  /**
   * Counts the findings of the safety layer, by month: the last 24 months, the newest first.
   * A finding is stored without the text and without the user. A crisis that goes on is counted once. precision has the share of the findings that no user reported as wrong, with its two numbers. It is an upper bound, because not every user reports a wrong one.
   * `GET /companion/safety/counts`
   */
  safetyCounts(options?: CallOptions): Promise<Schemas["SafetyCounts"]>;
}

export interface CheckInsResource {
  /**
   * Shows the caller's check-ins, the newest first.
   * `GET /companion/check-ins`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["CheckInView"], Schemas["CursorPageOfCheckInView"]>;

  /**
   * Records how the caller feels.
   * The safety layer reads words and note; if they sound as if help was needed, the answer has care. The day is the caller's own (PUT /companion/settings). More than 20 a day: 409 (too_many_check_ins).
   * `POST /companion/check-ins`
   */
  create(body: Schemas["NewCheckIn"], options?: CallOptions): Promise<Schemas["CheckedIn"]>;

  /**
   * Deletes a check-in. The day still counts as a day with activity.
   * `DELETE /companion/check-ins/{id}`
   * @param id The check-in's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Shows the caller's moods by day.
   * `GET /companion/check-ins/moods`
   */
  moods(query?: {
    /** Days including today, 1 to 366. */ days?: number;
  }, options?: CallOptions): Promise<Schemas["MoodDays"]>;
}

export interface CoursesResource {
  /**
   * Lists the courses that are published, the newest first.
   * `GET /courses`
   */
  list(query?: {
    /** Only of this category: Growth, Connection or Wellness. */ category?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Words of title and description, as typed into a search box. */ q?: string;
  }, options?: CallOptions): Pages<Schemas["CourseSummary"], Schemas["PageOfCourseSummary"]>;

  /**
   * Creates a course: a draft that only administrators see.
   * `POST /courses`
   */
  create(body: Schemas["CourseDraft"], options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Lists the courses that are not published: drafts, and those that were taken out of the catalogue. The newest first.
   * `GET /courses/drafts`
   */
  drafts(query?: {
    /** Only of this category: Growth, Connection or Wellness. */ category?: string;
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Words of title and description, as typed into a search box. */ q?: string;
  }, options?: CallOptions): Pages<Schemas["CourseSummary"], Schemas["PageOfCourseSummary"]>;

  /**
   * Lists the courses that the caller has bought, taken for free, or begun by a plan that still includes them; the last worked at first.
   * Also courses that are not in the catalogue any more: an owned course stays.
   * `GET /courses/mine`
   */
  mine(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["CourseSummary"], Schemas["PageOfCourseSummary"]>;

  /**
   * Shows a course, and the caller's progress.
   * The first module is a free preview. The content and quizzes of the others are only for owners of the course: bought, taken for free, or by a plan with all courses. The answers of a quiz are given after answering.
   * `GET /courses/{id}`
   * @param id The course's id.
   */
  get(id: string, options?: CallOptions): Promise<Schemas["CourseDetail"]>;

  /**
   * Changes a course.
   * A merge patch (RFC 7396): absent members stay as they are, null clears. With version, the change is refused (409, version_conflict) if the course was changed meanwhile.
   * `PATCH /courses/{id}`
   * @param id The course's id.
   */
  update(id: string, body: Schemas["CourseChanges"], options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Deletes a draft without owners.
   * A published course has to be unpublished first. A course that a user owns or has worked at stays (409, course_has_learners), as do those that come with the product (409, library_course): unpublishing takes them out of the catalogue.
   * `DELETE /courses/{id}`
   * @param id The course's id.
   */
  delete(id: string, options?: CallOptions): Promise<void>;

  /**
   * Shows a course as its authors see it: everything, including the answers of its quizzes.
   * `GET /courses/{id}/source`
   * @param id The course's id.
   */
  source(id: string, options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Publishes a course, so that it can be found and bought. Repeating it changes nothing.
   * `POST /courses/{id}/publish`
   * @param id The course's id.
   */
  publish(id: string, options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Takes a course out of the catalogue: it is a draft again. Its owners keep it. Repeating it changes nothing.
   * Open orders are withdrawn; an order that is paid all the same is fulfilled.
   * `POST /courses/{id}/unpublish`
   * @param id The course's id.
   */
  unpublish(id: string, options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Buys a course, or takes a free one.
   * A free course is the caller's at once. Else the answer is 402 with the order, which is paid with credits or by checkout; then the course is the caller's for good. Asking again answers the same order as long as it is open. If the caller owns it already, or has a plan with all courses: 409 (already_owned).
   * `POST /courses/{id}/purchase`
   * @param id The course's id.
   */
  buy(id: string, options?: CallOptions): Promise<Schemas["CourseDetail"]>;

  /**
   * Adds a module at the end of a course.
   * Certificates of a published course stay valid; the progress of their owners is counted with the new module.
   * `POST /courses/{id}/modules`
   * @param id The course's id.
   */
  addModule(id: string, body: Schemas["ModuleDraft"], options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Puts the modules of a course into another order. The first is the free preview.
   * `PUT /courses/{id}/modules/order`
   * @param id The course's id.
   */
  orderModules(id: string, body: Schemas["ModuleOrder"], options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Changes a module.
   * A merge patch, as for the course. Earlier completions and answers still count.
   * `PATCH /courses/{id}/modules/{module_id}`
   * @param id The course's id.
   * @param moduleId The module's id.
   */
  updateModule(id: string, moduleId: string, body: Schemas["ModuleChanges"], options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Removes a module, with the progress of all people in it.
   * If a person has completed all the others, their course is now complete. The last module of a published course stays (409, last_module).
   * `DELETE /courses/{id}/modules/{module_id}`
   * @param id The course's id.
   * @param moduleId The module's id.
   */
  deleteModule(id: string, moduleId: string, options?: CallOptions): Promise<Schemas["CourseSource"]>;

  /**
   * Answers a module's quiz; the result has the right answers and the reasons.
   * All questions at once, in their order; as often as the caller likes. The caller must be allowed to read the module: the first one's quiz is open to all users. Owners of the course find their best score with the module.
   * `POST /courses/{id}/modules/{module_id}/quiz`
   * @param id The course's id.
   * @param moduleId The module's id.
   */
  answerQuiz(id: string, moduleId: string, body: Schemas["QuizAnswers"], options?: CallOptions): Promise<Schemas["QuizResult"]>;

  /**
   * Marks a module of a course that the caller owns as completed, or as not completed.
   * Progress is counted by modules. When all are completed for the first time, with their quizzes passed and at a human pace, there is a certificate (missing lists the missing parts); it stays if a module is taken back, or added later. Repeating it changes nothing. If the caller does not own the course: 403 (not_owned).
   * `POST /courses/{id}/progress`
   * @param id The course's id.
   */
  progress(id: string, body: Schemas["ProgressRequest"], options?: CallOptions): Promise<Schemas["ProgressView"]>;
}

export interface CertificatesResource {
  /**
   * Shows a certificate.
   * Needs no token, only the code, which cannot be guessed. The name is the person's present one; an erased person has no name.
   * `GET /certificates/{code}`
   * @param code The code, in any case, with or without its hyphens.
   */
  check(code: string, options?: CallOptions): Promise<Schemas["CertificateView"]>;

  /**
   * Draws a certificate as a PDF file.
   * A sheet of A4 in English and Arabic, with the address of the page that checks the certificate, as a link and as a QR code. It needs only the code, as the certificate does. Letters of other scripts than Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian are shown as boxes.
   * `GET /certificates/{code}/certificate.pdf`
   * @param code The code, in any case, with or without its hyphens.
   */
  pdf(code: string, options?: CallOptions): Promise<Response>;
}

export interface OpportunitiesResource {
  /**
   * Shows the caller's opportunities, the newest first.
   * Leaves out opportunities that are over, were dismissed, or lead to a thing that the caller may no longer see. At most three things a day are pointed out, each once. Texts are in the language that Accept-Language prefers: English or Arabic.
   * `GET /activity`
   */
  list(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["OpportunityView"], Schemas["CursorPageOfOpportunityView"]>;

  /**
   * Dismisses an opportunity: it is not shown any more, and the same thing is never pointed out again.
   * `DELETE /activity/{id}`
   * @param id Its id.
   */
  dismiss(id: string, options?: CallOptions): Promise<void>;

  /**
   * Marks an opportunity as read. Repeating it changes nothing.
   * `POST /activity/{id}/mark-read`
   * @param id Its id.
   */
  markRead(id: string, options?: CallOptions): Promise<Schemas["OpportunityView"]>;
}

export interface ReportsResource {
  /**
   * Reports a user, or a user's content, to the moderators.
   * The content is copied for the moderators at once, so that later changes and deletions do not remove the evidence. The answer is the same whether or not the content exists. The reporter's identity is never shown to the reported user. A second report of the same content by the caller is answered with the first one until it is decided. At most 20 reports a day.
   * `POST /reports`
   */
  create(body: Schemas["ReportRequest"], options?: CallOptions): Promise<Schemas["ReportView"]>;

  /**
   * Lists the caller's reports with their outcome, the latest first.
   * `GET /reports/mine`
   */
  mine(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["ReportView"], Schemas["PageOfReportView"]>;
}

export interface ModerationResource {
  /**
   * Lists cases, the longest waiting first.
   * All reports of one content are one case. Cases about the caller are not shown.
   * `GET /moderation/reports`
   */
  cases(query?: {
    /** me: cases assigned to the caller; none: cases that are not assigned. */ assigned?: "me" | "none";
    /** Only about this kind of content. */ content_type?: "community" | "event" | "message" | "photo" | "thread" | "user";
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** Only with a report for this reason. */ reason?: "harassment" | "hate" | "illegal" | "nudity" | "other" | "scam" | "self_harm" | "spam" | "violence";
    /** open (the default) or decided. */ status?: "decided" | "open";
  }, options?: CallOptions): Pages<Schemas["CaseView"], Schemas["PageOfCaseView"]>;

  /**
   * Shows a case with its reports, copies of the content when it was reported, and earlier decisions about the author.
   * `GET /moderation/reports/{id}`
   * @param id The case's id.
   */
  getCase(id: string, options?: CallOptions): Promise<Schemas["CaseDetails"]>;

  /**
   * Assigns an open case to the caller or another moderator, or releases it.
   * The assignment shows other moderators that the case is being worked on; every moderator may still decide it. A moderator cannot take a case that is about them or that they reported (403 own_case).
   * `POST /moderation/reports/{id}/assign`
   * @param id The case's id.
   */
  assignCase(id: string, body: Schemas["AssignRequest"], options?: CallOptions): Promise<void>;

  /**
   * Decides a case, once and permanently; the owner of the content or the account applies the decision.
   * dismiss also shows content that a rule held back. remove removes the content; warn, mute and suspend are about its author, and with remove_content also remove the content. If two moderators decide at once, one succeeds (409 already_decided). A moderator cannot decide a case that is about them or that they reported (403 own_case). Until the content's service has named the author, only dismiss and remove are possible (409 author_unknown).
   * `POST /moderation/reports/{id}/resolve`
   * @param id The case's id.
   */
  resolveCase(id: string, body: Schemas["ResolveRequest"], options?: CallOptions): Promise<Schemas["DecisionView"]>;

  /**
   * Shows the picture of a reported profile or community from the time of the report, even after it was replaced or deleted.
   * `GET /moderation/reports/{id}/pictures/{version}`
   * @param id The case's id.
   * @param version The version of the picture: the addresses are in the case's copies.
   */
  casePicture(id: string, version: string, options?: CallOptions): Promise<Response>;

  /**
   * Lists decisions, the latest first.
   * Decisions cannot be changed, and each has a hash over itself and all decisions before it. Decisions about the caller are left out: GET /moderation/decisions/mine has them.
   * `GET /moderation/decisions`
   */
  decisions(query?: {
    /** Only about this kind of content. */ content_type?: "community" | "event" | "message" | "photo" | "thread" | "user";
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
    /** Only of this moderator. */ moderator?: string;
    /** Only decisions that concern this user. */ person?: string;
  }, options?: CallOptions): Pages<Schemas["DecisionView"], Schemas["CursorPageOfDecisionView"]>;

  /**
   * Lists the decisions against the caller or the caller's content, the latest first.
   * The reporters and moderators are not shown. One appeal against each is possible within 30 days.
   * `GET /moderation/decisions/mine`
   */
  myDecisions(query?: {
    /** The next_cursor of the previous answer; absent for the beginning. */ cursor?: string;
    /** How many items at most, 1 to 100. */ limit?: number;
  }, options?: CallOptions): Pages<Schemas["OwnDecisionView"], Schemas["CursorPageOfOwnDecisionView"]>;

  /**
   * Checks that the record of decisions is complete and unchanged.
   * `GET /moderation/decisions/check`
   */
  checkDecisions(options?: CallOptions): Promise<Schemas["RecordCheck"]>;

  /**
   * Appeals against a decision about the caller: once, within 30 days.
   * `POST /moderation/decisions/{id}/appeal`
   * @param id The decision's id.
   */
  appeal(id: string, body: Schemas["AppealRequest"], options?: CallOptions): Promise<Schemas["OwnAppealView"]>;

  /**
   * Lists appeals, the longest waiting first; the caller's own are not shown.
   * `GET /moderation/appeals`
   */
  appeals(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
    /** open (the default), granted or denied. */ status?: "denied" | "granted" | "open";
  }, options?: CallOptions): Pages<Schemas["AppealView"], Schemas["PageOfAppealView"]>;

  /**
   * Grants or denies an appeal against the decision of another moderator.
   * Granting restores the content, unless a later decision removed it too, and lifts the warning, mute or suspension. Another moderator has to answer an appeal against the caller's own decision (403 own_decision).
   * `POST /moderation/appeals/{id}/resolve`
   * @param id The appeal's id.
   */
  resolveAppeal(id: string, body: Schemas["ResolveAppealRequest"], options?: CallOptions): Promise<Schemas["DecisionView"]>;

  /**
   * Lists the automatic rules, the oldest first.
   * `GET /moderation/rules`
   */
  rules(query?: {
    /** The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then. */ cursor?: string;
    /** The most items of a page, 1 to 100. */ limit?: number;
    /** The page's number, from 1. An added item shifts later pages; cursor is not shifted. */ page?: number;
  }, options?: CallOptions): Pages<Schemas["RuleView"], Schemas["PageOfRuleView"]>;

  /**
   * Adds an automatic rule. It applies to content that is written from now on.
   * Words match only as whole words, in any case and spelling, even if letters are repeated, spaced out or replaced by look-alikes. hold holds content back until a moderator has decided; report only adds it to the queue.
   * `POST /moderation/rules`
   */
  addRule(body: Schemas["NewRule"], options?: CallOptions): Promise<Schemas["RuleView"]>;

  /**
   * Changes an automatic rule, or switches it off and on. Its kind cannot be changed.
   * `PATCH /moderation/rules/{id}`
   * @param id The rule's id.
   */
  updateRule(id: string, body: Schemas["RuleChanges"], options?: CallOptions): Promise<Schemas["RuleView"]>;

  /**
   * Deletes an automatic rule. Its cases stay.
   * `DELETE /moderation/rules/{id}`
   * @param id The rule's id.
   */
  deleteRule(id: string, options?: CallOptions): Promise<void>;

  /**
   * Shows the decisions about a user, and the sanctions in force.
   * `GET /moderation/users/{id}`
   * @param id The user's id.
   */
  getUser(id: string, options?: CallOptions): Promise<Schemas["UserSanctionsView"]>;

  /**
   * Lifts a user's mutes or suspensions before their end.
   * `POST /moderation/users/{id}/lift`
   * @param id The user's id.
   */
  liftMeasure(id: string, body: Schemas["LiftRequest"], options?: CallOptions): Promise<Schemas["UserSanctionsView"]>;
}

/** Every operation of the API, by resource. */
export interface Resources {
  readonly auth: AuthResource;
  readonly me: MeResource;
  readonly users: UsersResource;
  readonly audit: AuditResource;
  readonly waitlist: WaitlistResource;
  readonly profiles: ProfilesResource;
  readonly connections: ConnectionsResource;
  readonly blocks: BlocksResource;
  readonly discover: DiscoverResource;
  readonly network: NetworkResource;
  readonly feed: FeedResource;
  readonly search: SearchResource;
  readonly communities: CommunitiesResource;
  readonly threads: ThreadsResource;
  readonly direct: DirectResource;
  readonly messages: MessagesResource;
  readonly channels: ChannelsResource;
  readonly attachments: AttachmentsResource;
  readonly calls: CallsResource;
  readonly sync: SyncResource;
  readonly bots: BotsResource;
  readonly webhooks: WebhooksResource;
  readonly notifications: NotificationsResource;
  readonly events: EventsResource;
  readonly tickets: TicketsResource;
  readonly orders: OrdersResource;
  readonly payments: PaymentsResource;
  readonly subscriptions: SubscriptionsResource;
  readonly wallet: WalletResource;
  readonly boosts: BoostsResource;
  readonly companion: CompanionResource;
  readonly checkIns: CheckInsResource;
  readonly courses: CoursesResource;
  readonly certificates: CertificatesResource;
  readonly opportunities: OpportunitiesResource;
  readonly reports: ReportsResource;
  readonly moderation: ModerationResource;
}
