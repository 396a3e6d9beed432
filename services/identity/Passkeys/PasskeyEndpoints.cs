using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Mails;
using Community.Identity.Sessions;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Passkeys;

/// <summary>Passkeys (WebAuthn): adding, listing and deleting them, and logging in with one.</summary>
internal static class PasskeyEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth/passkey").WithTags("Passkeys").AllowAnonymous();
        auth.MapPost("/options", BeginLoginAsync).WithName("passkeys_feature_begin_login");
        auth.MapPost("", LoginAsync).WithName("passkeys_feature_login").WithSessionMode();

        var mine = api.MapGroup("/users/me/passkeys").WithTags("Passkeys").RequireSignedIn();
        mine.MapGet("", ListAsync).WithName("passkeys_feature_list").NotStored("shows devices");
        mine.MapPost("/options", BeginRegistrationAsync).WithName("passkeys_feature_begin_registration").RequireRecentSignIn();
        mine.MapPost("", RegisterAsync).WithName("passkeys_feature_register").RequireRecentSignIn();
        mine.MapPatch("/{id:guid}", RenameAsync).WithName("passkeys_feature_rename");
        mine.MapDelete("/{id:guid}", DeleteAsync).WithName("passkeys_feature_delete").RequireRecentSignIn();
    }

    /// <summary>Begins a login with a passkey.</summary>
    /// <remarks>
    /// Give <c>options</c> to the browser: <c>navigator.credentials.get({ publicKey:
    /// PublicKeyCredential.parseRequestOptionsFromJSON(options) })</c>, and send its answer to POST /auth/passkey within five minutes.
    /// </remarks>
    private static async Task<Ok<PasskeyOptions>> BeginLoginAsync(PasskeyCeremonies ceremonies, HttpContext http) =>
        TypedResults.Ok(await ceremonies.BeginAsync(http));

    /// <summary>Logs in with a passkey.</summary>
    /// <remarks>
    /// The device has verified its user, so no other factor is needed. The answer is the same whether the passkey is unknown or its
    /// signature is wrong. A challenge is good for one answer.
    /// </remarks>
    private static async Task<Results<Ok<SessionTokens>, UnauthorizedProblem, ForbiddenProblem>> LoginAsync(
        PasskeyLoginRequest request,
        HttpContext http,
        IdentityDb db,
        PasskeyCeremonies ceremonies,
        SignInCompletion completion
    ) =>
        await ceremonies.VerifyAsync(new PasskeyAnswer(request.CeremonyId, request.Credential), http) is { } verified
        && await db.Users.SingleOrDefaultAsync(user => user.Id == verified.UserId && user.ErasedAt == null) is { } user
            ? TypedResults.Ok(await completion.CompleteAsync(user, Proof.Passkey, request.DeviceToken, verified.CredentialId))
            : Problem.Unauthorized(
                "This passkey is unknown here, or its answer came too late. Try again, or log in otherwise.",
                "wrong_passkey"
            );

    /// <summary>Lists the caller's passkeys, the newest first.</summary>
    private static async Task<Ok<PasskeyList>> ListAsync(ClaimsPrincipal caller, IdentityDb db)
    {
        var userId = caller.UserId();
        var passkeys = await db
            .Passkeys.AsNoTracking()
            .Where(passkey => passkey.UserId == userId)
            .OrderByDescending(passkey => passkey.CreatedAt)
            .ToListAsync();
        return TypedResults.Ok(new PasskeyList([.. passkeys.Select(PasskeyView.Of)]));
    }

    /// <summary>Begins to add a passkey to the caller's account.</summary>
    /// <remarks>
    /// Give <c>options</c> to the browser: <c>navigator.credentials.create({ publicKey:
    /// PublicKeyCredential.parseCreationOptionsFromJSON(options) })</c>, and send its answer to POST /users/me/passkeys within five
    /// minutes. It needs a login or a new proof within ten minutes.
    /// </remarks>
    private static async Task<Results<Ok<PasskeyOptions>, UnauthorizedProblem, ForbiddenProblem, ConflictProblem>> BeginRegistrationAsync(
        ClaimsPrincipal caller,
        PasskeyCeremonies ceremonies,
        HttpContext http
    ) => TypedResults.Ok(await ceremonies.BeginRegistrationAsync(caller.UserId(), http));

    /// <summary>Adds a passkey to the caller's account.</summary>
    private static async Task<Results<Created<PasskeyView>, BadRequestProblem, ForbiddenProblem>> RegisterAsync(
        NewPasskeyRequest request,
        ClaimsPrincipal caller,
        PasskeyCeremonies ceremonies,
        HttpContext http
    )
    {
        var answer = new PasskeyAnswer(request.CeremonyId, request.Credential);
        return await ceremonies.RegisterAsync(caller.UserId(), caller.SessionId(), answer, request.Name, http) is { } passkey
            ? TypedResults.Created($"/api/v1/users/me/passkeys/{passkey.Id}", PasskeyView.Of(passkey))
            : Problem.BadRequest("The passkey could not be verified, or its answer came too late. Try again.", "wrong_passkey");
    }

    /// <summary>Renames one of the caller's passkeys.</summary>
    /// <param name="id">The passkey's id.</param>
    private static async Task<Results<Ok<PasskeyView>, NotFoundProblem>> RenameAsync(
        Guid id,
        RenamePasskeyRequest request,
        ClaimsPrincipal caller,
        IdentityDb db
    )
    {
        var userId = caller.UserId();
        if (await db.Passkeys.SingleOrDefaultAsync(passkey => passkey.Id == id && passkey.UserId == userId) is not { } found)
        {
            return NoPasskey();
        }

        found.Name = request.Name;
        await db.SaveChangesAsync();
        return TypedResults.Ok(PasskeyView.Of(found));
    }

    /// <summary>Deletes one of the caller's passkeys, such as that of a lost device.</summary>
    /// <remarks>
    /// Sessions that it began go on; DELETE /auth/sessions/{id} ends them. It needs a login or a new proof within ten minutes.
    /// </remarks>
    /// <param name="id">The passkey's id.</param>
    private static Task<Results<NoContent, NotFoundProblem, ForbiddenProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        IdentityDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, NotFoundProblem, ForbiddenProblem>>(async () =>
        {
            var user = await db.LockCallerAsync(caller.UserId(), caller.SessionId());
            if (await db.Passkeys.SingleOrDefaultAsync(passkey => passkey.Id == id && passkey.UserId == user.Id) is not { } found)
            {
                return NoPasskey();
            }

            db.Passkeys.Remove(found);
            db.RecordOwn(user.Id, AuditActions.PasskeyRemoved, clock.GetUtcNow());
            if (user.Email is { } email)
            {
                db.Deliver(
                    new Letter(
                        "A passkey was removed",
                        [
                            $"{user.Username} can no longer log in with the passkey \"{found.Name}\".",
                            "If this was not you, set a new password at once (\"forgot password\") and write to us.",
                        ]
                    ).To(email)
                );
            }

            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    private static NotFoundProblem NoPasskey() => Problem.NotFound("You have no such passkey.");
}

/// <param name="CeremonyId">Names the challenge; send it back with the answer.</param>
/// <param name="Options">For the browser's <c>navigator.credentials</c>, in the JSON form of WebAuthn.</param>
internal sealed record PasskeyOptions(Guid CeremonyId, JsonElement Options) : IHasExample<PasskeyOptions>
{
    public static PasskeyOptions Example =>
        new(
            Guid.Parse("3f0c2b1e-6b21-4d4f-8b55-3a7c9e2f8ba1"),
            JsonElement.Parse("""{"challenge":"pXx9dVv3m1QbJ0m6o2yWq8","rpId":"community.example","userVerification":"required"}""")
        );
}

/// <param name="CeremonyId">The <c>ceremony_id</c> of the options.</param>
/// <param name="Credential">The browser's answer: <c>credential.toJSON()</c>.</param>
internal sealed record PasskeyAnswer(Guid CeremonyId, JsonElement Credential) : IHasExample<PasskeyAnswer>
{
    public static PasskeyAnswer Example =>
        new(
            Guid.Parse("3f0c2b1e-6b21-4d4f-8b55-3a7c9e2f8ba1"),
            JsonElement.Parse("""{"id":"AZOOfFoQfD6a","rawId":"AZOOfFoQfD6a","type":"public-key","response":{}}""")
        );
}

/// <param name="CeremonyId">The <c>ceremony_id</c> of the options.</param>
/// <param name="Credential">The browser's answer: <c>credential.toJSON()</c>.</param>
/// <param name="DeviceToken">The <c>device_token</c> of an earlier login on this device, if the device still has it.</param>
internal sealed record PasskeyLoginRequest(Guid CeremonyId, JsonElement Credential, [StringLength(100)] string? DeviceToken = null)
    : IHasExample<PasskeyLoginRequest>
{
    public static PasskeyLoginRequest Example => new(PasskeyAnswer.Example.CeremonyId, PasskeyAnswer.Example.Credential);
}

/// <param name="CeremonyId">The <c>ceremony_id</c> of the options.</param>
/// <param name="Credential">The browser's answer: <c>credential.toJSON()</c>.</param>
/// <param name="Name">The user's name for it, such as the device.</param>
internal sealed record NewPasskeyRequest(
    Guid CeremonyId,
    JsonElement Credential,
    [SingleLine, StringLength(100, MinimumLength = 1)] string Name
) : IHasExample<NewPasskeyRequest>
{
    public static NewPasskeyRequest Example => new(PasskeyAnswer.Example.CeremonyId, PasskeyAnswer.Example.Credential, "My phone");
}

/// <param name="Name">The user's name for it, such as the device.</param>
internal sealed record RenamePasskeyRequest([SingleLine, StringLength(100, MinimumLength = 1)] string Name)
    : IHasExample<RenamePasskeyRequest>
{
    public static RenamePasskeyRequest Example => new("My new phone");
}

/// <param name="Id">The passkey's id.</param>
/// <param name="Name">The user's name for it.</param>
/// <param name="IsBackedUp">Whether its provider keeps a copy, so that it outlives the device.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">When it was last used.</param>
internal sealed record PasskeyView(Guid Id, string Name, bool IsBackedUp, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
    : IHasExample<PasskeyView>
{
    public static PasskeyView Example =>
        new(
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba1"),
            "My phone",
            IsBackedUp: true,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero)
        );

    public static PasskeyView Of(Passkey passkey) =>
        new(passkey.Id, passkey.Name, passkey.IsBackedUp, passkey.CreatedAt, passkey.LastUsedAt);
}

/// <param name="Items">The passkeys.</param>
internal sealed record PasskeyList(IReadOnlyList<PasskeyView> Items) : IHasExample<PasskeyList>
{
    public static PasskeyList Example => new([PasskeyView.Example]);
}
