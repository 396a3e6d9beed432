using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;
using Community.Identity.Users;
using Community.Platform.Mail;

namespace Community.Identity.Verification;

/// <summary>Verifies that a mail address or phone number belongs to the account's owner, by a token sent there.</summary>
internal sealed class AddressVerification(IdentityDb db, OneTimeTokenStore tokens, ClientLinks links, TimeProvider clock)
{
    public const string Email = "email";
    public const string Phone = "phone";

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Sends tokens to those addresses of an account that are not yet verified, in the present unit of work. The account is being created,
    /// or its row is locked; the caller saves.
    /// </summary>
    public async Task BeginAsync(User user)
    {
        if (user.Email is not null && user.EmailVerifiedAt is null)
        {
            await SendMailAsync(user, user.Email);
        }

        if (user.Phone is not null && user.PhoneVerifiedAt is null)
        {
            await SendTextAsync(user, user.Phone);
        }
    }

    /// <inheritdoc cref="BeginAsync"/>
    public async Task SendMailAsync(User user, string email, string purpose = Purposes.VerifyEmail)
    {
        var token = await tokens.IssueLinkAsync(user, purpose, email, LinkLifetime);
        db.Deliver(
            new Letter(
                "Confirm your mail address",
                [
                    $"Hello {user.Username}, please confirm that this is your mail address:",
                    "The link works once, within 24 hours.",
                    "If you have no account with us, another person mistyped an address: ignore this mail, and the address stays unconfirmed.",
                ],
                links.VerifyEmail(token),
                "Confirm my mail address"
            ).To(email)
        );
    }

    /// <inheritdoc cref="BeginAsync"/>
    public async Task SendTextAsync(User user, string phone, string purpose = Purposes.VerifyPhone)
    {
        var code = await tokens.IssueCodeAsync(user, purpose, phone, CodeLifetime);
        db.Deliver(new TextMessage(phone, $"{code} is your Community code. It is good for 10 minutes. We never ask you for it."));
    }

    /// <summary>Marks an address as verified, and publishes it the first time. The row is locked; the caller saves.</summary>
    /// <returns>False if the account has another address now.</returns>
    public bool Prove(User user, string channel, string address)
    {
        var now = clock.GetUtcNow();
        if (channel == Email ? user.Email != address : user.Phone != address)
        {
            return false;
        }

        if ((channel == Email ? user.EmailVerifiedAt : user.PhoneVerifiedAt) is not null)
        {
            return true;
        }

        if (channel == Email)
        {
            user.EmailVerifiedAt = now;
        }
        else
        {
            user.PhoneVerifiedAt = now;
        }

        db.Publish(new UserVerified(Guid.CreateVersion7(now), now, user.Id, user.NextVersion(), channel));
        return true;
    }
}
