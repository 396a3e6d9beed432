using Community.Identity.Administration;
using Community.Identity.ApiTokens;
using Community.Identity.Audit;
using Community.Identity.Blocks;
using Community.Identity.Bots;
using Community.Identity.Data;
using Community.Identity.Erasure;
using Community.Identity.ExternalLogin;
using Community.Identity.Housekeeping;
using Community.Identity.Login;
using Community.Identity.Mails;
using Community.Identity.Passkeys;
using Community.Identity.PasswordReset;
using Community.Identity.Passwords;
using Community.Identity.Profiles;
using Community.Identity.Referrals;
using Community.Identity.Registration;
using Community.Identity.Sanctions;
using Community.Identity.SecondFactors;
using Community.Identity.Sessions;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.Identity.Waitlist;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.Mail;
using Community.Platform.ServiceDefaults;
using Community.Platform.Storage;

namespace Community.Identity;

/// <summary>The identity service: accounts, profiles and sign-in.</summary>
public static class IdentityService
{
    /// <summary>Composes the service with the builder's configuration; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("identity");
        builder.AddServiceDatabase<IdentityDb>("identity");
        builder.AddServiceBus(
            "identity",
            bus =>
            {
                bus.AddReferralConsumers();
                bus.AddSanctionConsumers();
                bus.AddBlockConsumers();
                bus.AddAuditConsumers();
                bus.AddMailConsumers();
            }
        );
        builder.AddBlockBackfill();
        builder.AddReferralBackfill();
        builder.AddMail<IdentityDb>();
        builder.AddObjectStorage();
        builder.Services.AddTokens().AddPasswords().AddSessions().AddLogin().AddSecondFactors().AddPasskeys().AddRegistration();
        builder
            .Services.AddVerification()
            .AddApiTokens()
            .AddBots()
            .AddProfiles()
            .AddWaitlist()
            .AddPasswordReset()
            .AddExternalLogin()
            .AddErasure(builder.Configuration)
            .AddHousekeeping();
        builder.AddAdministration();
        builder.AddAudit();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapKeySet();
        app.MapRevokedSessions();
        app.MapApiTokenExchange();
        app.MapPeopleSnapshots();
        var api = app.MapGroup("/api/v1");
        api.MapRegistration();
        api.MapLogin();
        api.MapSecondFactors();
        api.MapReauthentication();
        api.MapPasskeys();
        api.MapApiTokens();
        api.MapBots();
        api.MapSessions();
        api.MapVerification();
        api.MapPasswordReset();
        api.MapExternalLogin();
        api.MapProfiles();
        api.MapReferrals();
        api.MapWaitlist();
        api.MapErasure();
        api.MapAdministration();
        api.MapAudit();
        return app;
    }
}
