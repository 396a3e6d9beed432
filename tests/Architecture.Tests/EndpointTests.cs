using System.Reflection;
using System.Text.RegularExpressions;
using Community.Gateway;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Community.Architecture.Tests;

/// <summary>Facts that every endpoint of every service must declare, and the tables in docs made from them.</summary>
public sealed partial class EndpointTests(Applications applications)
{
    /// <summary>POSTs that a caller may repeat without a key, with the reason.</summary>
    private static readonly Dictionary<string, string> RepeatableAsTheyAre = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/auth/login"] = "a second login is a session of its own, as from a second device",
        ["POST /api/v1/auth/login/second-factor"] = "the challenge works once",
        ["POST /api/v1/auth/passkey"] = "the challenge works once",
        ["POST /api/v1/auth/passkey/options"] = "one challenge more does no harm",
        ["POST /api/v1/auth/reauthenticate"] = "a second proof is as good as the first",
        ["POST /internal/api-tokens/exchange"] = "creates nothing that lasts",
        ["POST /api/v1/bots/{id:guid}/tokens"] = "the token is shown once, and kept nowhere; one more is revoked",
        ["POST /api/v1/users/me/api-tokens"] = "the token is shown once, and kept nowhere; one more is revoked",
        ["POST /api/v1/users/{id:guid}/second-factor/remove"] = "there is none any more",
        ["POST /api/v1/users/me/passkeys"] = "the challenge works once",
        ["POST /api/v1/users/me/passkeys/options"] = "one challenge more does no harm",
        ["POST /api/v1/users/me/second-factor"] = "the newest secret counts",
        ["POST /api/v1/users/me/second-factor/confirm"] = "the second factor is there already",
        ["POST /api/v1/users/me/second-factor/recovery-codes"] = "the newest codes count",
        ["POST /api/v1/auth/google"] = "a login",
        ["POST /api/v1/auth/guest"] = "a second guest does no harm; nothing could tell its tokens' owner from a stranger with the same key",
        ["POST /api/v1/auth/oidc/{provider}"] = "a login",
        ["POST /api/v1/auth/oidc/{provider}/authorizations"] = "one state more does no harm",
        ["POST /api/v1/auth/oidc/{provider}/authorizations/complete"] = "the state works once",
        ["POST /api/v1/auth/refresh"] = "the token just replaced gives the same successor again for ten seconds",
        ["POST /api/v1/auth/logout"] = "ends what may have ended already",
        ["POST /api/v1/auth/logout-all"] = "ends what may have ended already",
        ["POST /api/v1/auth/forgot-password"] = "sends at most one letter in a while; always the same answer",
        ["POST /api/v1/auth/reset-password"] = "the token works once",
        ["POST /api/v1/auth/verify-email"] = "the token works once",
        ["POST /api/v1/auth/verify-phone"] = "the code works once",
        ["POST /api/v1/auth/resend-verification"] = "once a minute",
        ["POST /api/v1/auth/signing-keys/rotate"] = "one key more does no harm",
        ["POST /api/v1/users/me/external-logins"] = "linking twice is the same link",
        ["POST /api/v1/users/me/external-logins/{provider}/authorizations"] = "one state more does no harm",
        ["POST /api/v1/users/me/external-logins/{provider}/authorizations/complete"] = "the state works once",
        ["POST /api/v1/users/me/organizer"] = "the role is there already",
        ["POST /api/v1/users/me/email"] = "the newest request counts; five a day",
        ["POST /api/v1/users/me/phone"] = "the newest request counts; five a day",
        ["POST /api/v1/users/{id:guid}/suspend"] = "replaces the suspension",
        ["POST /api/v1/waitlist"] = "joining twice is the same place",
        ["POST /api/v1/events/{id:guid}/arrival"] = "one arrives once; a repeat answers the same",
        ["POST /api/v1/events/{id:guid}/check-in"] = "its nonce tells a repeated request from a second scan",
        ["POST /api/v1/connections/{id:guid}/accept"] = "two people are connected once",
        ["POST /api/v1/connections/{id:guid}/decline"] = "what was declined stays so",
        ["POST /api/v1/direct/{user_id:guid}/messages"] = "its client_id tells a repeated message",
        ["POST /api/v1/events/{id:guid}/chat/messages"] = "its client_id tells a repeated message",
        ["POST /api/v1/threads/{id:guid}/messages"] = "its client_id tells a repeated message",
        ["POST /api/v1/messages/{id:guid}/unread"] = "marking twice is the same mark",
        ["POST /api/v1/activity/{id:guid}/mark-read"] = "what was read stays so",
        ["POST /api/v1/courses/{id:guid}/modules/{module_id:guid}/quiz"] = "the best score counts, however often it is answered",
        ["POST /api/v1/courses/{id:guid}/progress"] = "says what is completed; twice is the same",
        ["POST /api/v1/profiles/me/analyze"] = "the analysis of the same profile replaces the one before",
        ["POST /api/v1/communities/rules/preview"] = "nothing is stored",
        ["POST /api/v1/companion/messages"] = "its client_id tells a repeated message",
        ["POST /api/v1/payments/webhook"] = "the event's own id tells a repeated one",
        ["POST /api/v1/subscriptions/me/resume"] = "takes back a cancellation that may have been taken back already",
        ["POST /hubs/community/negotiate"] = "keeps nothing",
        ["POST /internal/evidence/{type}/{id:guid}"] = "a copy that there is stays",
        ["POST /internal/error-queues/{queue}/replay"] = "what was replayed is gone from the queue, and consumers act once",
    };

    private IEnumerable<(string Service, RouteEndpoint Endpoint, string Name)> Endpoints =>
        from pair in applications.Endpoints
        from name in NamesOf(pair.Endpoint)
        select (pair.Service, pair.Endpoint, name);

    [Fact]
    public void EveryEndpointDeclaresItsCallers()
    {
        applications.Endpoints.Count().ShouldBeGreaterThan(40, "the services were built with their routes");
        AuthorizationDeclared.Check(applications.Endpoints.Select(pair => pair.Endpoint)).ShouldBeEmpty();
        AuthorizationDeclared.Check(applications.GatewayEndpoints).ShouldBeEmpty();
    }

    [Fact]
    public void TheAccessTableIsTheCode()
    {
        var coded = Endpoints
            .Select(endpoint => $"{endpoint.Name} {CallersOf(endpoint.Endpoint)}")
            .Concat(
                applications
                    .GatewayEndpoints.Where(endpoint => endpoint.Metadata.GetMetadata<Gateway.Route>() is null)
                    .SelectMany(NamesOf, (endpoint, name) => $"{name} {CallersOf(endpoint)}")
            );
        AccessTable
            .Read()
            .Select(row => $"{row.Method} {row.Route} {row.Callers}")
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(coded.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>An endpoint for staff declares its act; <see cref="RecordedActs"/> checks in each test run that it is written.</summary>
    [Fact]
    public void EveryActOfStaffIsInTheAuditRecord()
    {
        var acts = Endpoints
            .Where(endpoint =>
                CallersOf(endpoint.Endpoint).Split('+').Any(caller => caller is "admin" or "moderator")
                && (
                    !endpoint.Name.StartsWith("GET ", StringComparison.Ordinal)
                    // Looking at the payments of a person is an act, too.
                    || endpoint.Endpoint.Metadata.GetMetadata<RecordedActAttribute>() is not null
                )
            )
            .Select(endpoint => (endpoint.Name, endpoint.Endpoint.Metadata.GetMetadata<RecordedActAttribute>()?.Action))
            .Distinct()
            .ToList();

        acts.Where(act => act.Action is null).Select(act => act.Name).ShouldBeEmpty("an act of staff is recorded: RecordsAct(…)");
        acts.Count.ShouldBeGreaterThan(20);
        acts.Select(act => act.Action!)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(ActsIn("Acts of moderators and administrators").Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// Where owners and moderators of a community act, every endpoint that changes something declares its act, or is none of theirs for a
    /// reason. The tests of social and messaging show that each act is written.
    /// </summary>
    [Fact]
    public void EveryActOfACommunitysModeratorsIsInTheAuditRecord()
    {
        string[] places =
        [
            "/api/v1/communities",
            "/api/v1/threads",
            "/api/v1/messages",
            "/api/v1/channels",
            "/api/v1/events/{id:guid}/chat",
        ];
        var changes = Endpoints
            .Where(endpoint =>
                endpoint.Name.Split(' ') is [not ("GET" or "OPTIONS"), var route]
                && places.Any(place => route == place || route.StartsWith(place + "/", StringComparison.Ordinal))
            )
            .Select(endpoint => (endpoint.Name, endpoint.Endpoint.Metadata.GetMetadata<RecordedActAttribute>()?.Action))
            .Distinct()
            .ToList();

        changes
            .Where(change => change.Action is null)
            .Select(change => change.Name)
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                NoActsOfModerators.Keys.Order(StringComparer.Ordinal),
                "an act of a moderator is recorded: RecordsAct(…), MayRecordAct(…)"
            );
        changes
            .Where(change => change.Action is not null)
            .Select(change => change.Action!)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(ActsIn("Acts of a community's owners and moderators").Order(StringComparer.Ordinal));
    }

    /// <summary>Changes in communities and channels that are no acts of owners and moderators, with the reason.</summary>
    private static readonly Dictionary<string, string> NoActsOfModerators = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/communities"] = "the founder is no owner yet; the community has its founder and date",
        ["POST /api/v1/communities/join-links/{code}"] = "a user joins, or asks to join",
        ["POST /api/v1/communities/rules/preview"] = "nothing is stored",
        ["POST /api/v1/communities/{id:guid}/join"] = "a user joins",
        ["POST /api/v1/communities/{id:guid}/leave"] = "a member leaves",
        ["POST /api/v1/communities/{id:guid}/access/renew"] = "a member pays",
        ["POST /api/v1/communities/{id:guid}/invitations/decline"] = "the invited user answers",
        ["DELETE /api/v1/communities/{id:guid}/requests/{request_id:guid}"] = "the asking user withdraws",
        ["POST /api/v1/communities/{id:guid}/threads"] = "a member writes",
        ["POST /api/v1/threads/{id:guid}/messages"] = "a member writes",
        ["POST /api/v1/events/{id:guid}/chat/messages"] = "a guest of the event writes",
        ["PATCH /api/v1/messages/{id:guid}"] = "only its author can",
        ["PUT /api/v1/messages/{id:guid}/reactions/{emoji}"] = "a member's own reaction",
        ["DELETE /api/v1/messages/{id:guid}/reactions/{emoji}"] = "a member's own reaction",
        ["POST /api/v1/messages/{id:guid}/unread"] = "the reader's own mark",
        ["PUT /api/v1/channels/{id:guid}/read"] = "the reader's own mark",
        ["PUT /api/v1/channels/{id:guid}/preferences"] = "the reader's own settings",
    };

    [Fact]
    public void TheAuditRecordsPageNamesEveryActOfIdentity()
    {
        var coded = Repository
            .AssemblyOf("services/identity/Identity.csproj")
            .GetType("Community.Identity.Audit.AuditActions", throwOnError: true)!
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);
        coded
            .Except(ActsIn("Acts of moderators and administrators").Concat(ActsIn("Logins and accounts")), StringComparer.Ordinal)
            .ShouldBeEmpty();
    }

    /// <summary>The first column of a table in docs/security/audit.md.</summary>
    private static IEnumerable<string> ActsIn(string heading) =>
        Repository
            .Read("docs/security/audit.md")
            .Split($"## {heading}\n", StringSplitOptions.None)[1]
            .Split("\n## ")[0]
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

    [Fact]
    public void OnlyTheFleetMayCallWhatIsInternal() =>
        Endpoints
            .Where(endpoint => endpoint.Name.Contains("/internal", StringComparison.Ordinal) != (CallersOf(endpoint.Endpoint) == "fleet"))
            .ShouldBeEmpty();

    [Fact]
    public void EveryPostThatCreatesTakesAnIdempotencyKey()
    {
        var posts = Endpoints.Where(endpoint => endpoint.Name.StartsWith("POST ", StringComparison.Ordinal)).ToList();
        posts
            .Where(endpoint => endpoint.Endpoint.Metadata.GetMetadata<IdempotentAttribute>() is null)
            .Select(endpoint => endpoint.Name)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(RepeatableAsTheyAre.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatHoldsForEachIdempotencyKeyIsWrittenDown()
    {
        var written = File.ReadLines(Repository.InRoot("docs/idempotency.md"))
            .Where(line => line.StartsWith("| `POST ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(row => row[0].Trim('`'), row => row[1], StringComparer.Ordinal);
        var idempotent = Endpoints.Where(endpoint => endpoint.Endpoint.Metadata.GetMetadata<IdempotentAttribute>() is not null).ToList();

        written
            .Keys.Order(StringComparer.Ordinal)
            .ShouldBe(idempotent.Select(endpoint => endpoint.Name).Distinct().Order(StringComparer.Ordinal));
        written.Values.Distinct().Order(StringComparer.Ordinal).ShouldBe(["credentials", "key", "nature", "transaction"]);
        // Credentials are never stored. Without a caller, a stored answer would have no owner.
        idempotent
            .Where(endpoint =>
                endpoint.Endpoint.Metadata.GetMetadata<IdempotentAttribute>()!.StoresAnswer == (written[endpoint.Name] == "credentials")
            )
            .Select(endpoint => endpoint.Name)
            .ShouldBeEmpty();
        idempotent
            .Where(endpoint =>
                endpoint.Endpoint.Metadata.GetMetadata<IdempotentAttribute>()!.StoresAnswer && CallersOf(endpoint.Endpoint) == "everybody"
            )
            .Select(endpoint => endpoint.Name)
            .ShouldBeEmpty();
    }

    /// <summary>Members with the name of a secret in stored answers (Idempotency-Key) that need no seal, with the reason.</summary>
    private static readonly Dictionary<string, string> NoSecrets = new(StringComparer.Ordinal)
    {
        ["AttachmentView.Url"] = "a path without a signature: it is served to users who may read",
        ["CheckoutView.CheckoutUrl"] = "the order has it in plain",
        ["EventView.ImageUrl"] = "a path without a signature",
        ["ModuleSource.VideoUrl"] = "the course has it in plain",
        ["ModuleView.VideoUrl"] = "the course has it in plain",
        ["PaymentView.CheckoutUrl"] = "the payment has it in plain",
        ["PaymentView.FailureCode"] = "a word of the payment provider",
        ["PhotoView.Url"] = "a path without a signature",
        ["PictureView.Url"] = "a path without a signature",
        ["ProgressView.CertificateCode"] = "the certificate has it in plain: all may check it",
        ["RegistrationView.TicketCode"] = "the registration has it in plain, and its owner reads it at any time",
        ["SubscriptionCheckoutView.CheckoutUrl"] = "the order has it in plain",
        ["WebhookView.Url"] = "the address that the owner chose",
    };

    /// <summary>
    /// A stored answer is sealed under a key that is not in the database if its type has a member with <see cref="SecretAttribute"/>. Each
    /// member that may be a secret is marked, or has a reason: the next one cannot be forgotten.
    /// </summary>
    [Fact]
    public void SecretsInStoredAnswersAreMarked()
    {
        var answers = Endpoints
            .Where(endpoint => endpoint.Endpoint.Metadata.GetMetadata<IdempotentAttribute>()?.StoresAnswer == true)
            .SelectMany(endpoint => endpoint.Endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>())
            .Select(answer => answer.Type)
            .OfType<Type>()
            .Distinct()
            .ToList();
        var members = answers
            .SelectMany(SecretMembers.Of)
            .Where(member => IsText(member.Property.PropertyType) && MayBeSecret().IsMatch(member.Property.Name))
            .Where(member => !member.Property.Name.EndsWith("PictureUrl", StringComparison.Ordinal))
            .DistinctBy(member => NameOf(member.Property))
            .ToList();

        answers.Count.ShouldBeGreaterThan(20, "the answers were found");
        members
            .Where(member => !member.IsMarked)
            .Select(member => NameOf(member.Property))
            .Order(StringComparer.Ordinal)
            .ShouldBe(NoSecrets.Keys.Order(StringComparer.Ordinal), "mark it with [property: Secret], or say why it needs no seal");
        members
            .Where(member => member.IsMarked)
            .Select(member => NameOf(member.Property))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["NewLinkView.Code", "NewLinkView.Url", "NewWebhook.Secret"]);

        static string NameOf(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";
        static bool IsText(Type type) =>
            type == typeof(string) || type == typeof(Uri) || type == typeof(byte[]) || type.IsAssignableTo(typeof(IEnumerable<string>));
    }

    [GeneratedRegex(
        "Secret|Token|Code|Url|Uri|Link|Key|Password|Credential|Signature|Challenge|Otp|Recovery|Certificate|Nonce|Pin$",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex MayBeSecret();

    [Fact]
    public void TheGatewayRoutesEveryCallToItsService()
    {
        var routes = Routes.For(_ => true).ToList();
        var breaches =
            from endpoint in Endpoints
            let path = endpoint.Name.Split(' ')[1]
            where path.StartsWith(Routes.Api, StringComparison.Ordinal)
            let routed = routes
                .Where(route => Fits(route.Prefix, path[Routes.Api.Length..]))
                .MaxBy(route => route.Prefix.Count(c => c == '/'))
            where routed?.Service != endpoint.Service
            select $"{endpoint.Name} of {endpoint.Service} goes to {routed?.Service ?? "nobody"}";
        breaches.ShouldBeEmpty();
        routes.ShouldNotContain(route => route.Prefix.Contains("internal", StringComparison.OrdinalIgnoreCase));
    }

    [Theory, MemberData(nameof(ServiceTests.Services), MemberType = typeof(ServiceTests))]
    public async Task TheDescriptionTellsAStrangerAll(string service) =>
        OpenApiRules.Check(await applications[Repository.InRoot(service)].OpenApiAsync()).ShouldBeEmpty();

    private static IEnumerable<string> NamesOf(RouteEndpoint endpoint) =>
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
        where method != "HEAD" // A GET without its body.
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";

    private static string CallersOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            ? "everybody"
            : string.Join(
                '+',
                endpoint
                    .Metadata.GetOrderedMetadata<IAuthorizeData>()
                    .Select(data =>
                        data.Policy switch
                        {
                            Policies.SignedIn => "signed in",
                            Policies.Admin => "admin",
                            Policies.Moderator => "moderator",
                            Policies.Organizer => "organizer",
                            Policies.Fleet => "fleet",
                            var other => $"{other} {data.Roles}",
                        }
                    )
                    .Distinct()
            );

    private static bool Fits(string prefix, string path)
    {
        var (wanted, given) = (prefix.Split('/'), path.Split('/'));
        return wanted.Length <= given.Length
            && wanted.Zip(given).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.StartsWith('{')));
    }
}
