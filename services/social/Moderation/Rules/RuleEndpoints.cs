using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation.Rules;

/// <summary>The automatic rules. Moderators read them, administrators write them, and the owners of content apply them.</summary>
internal static class RuleEndpoints
{
    public static void MapRules(this IEndpointRouteBuilder api)
    {
        var rules = api.MapGroup("/moderation/rules").WithTags("Moderation rules");
        rules.MapGet("/", ListAsync).WithName("moderation_rules_list").RequireModerator();
        rules
            .MapPost("/", AddAsync)
            .WithName("moderation_rule_add")
            .RequireAdmin()
            .RequireRecentSignIn()
            .RecordsAct(StaffActs.RuleAdded)
            .Idempotent();
        rules
            .MapPatch("/{id:guid}", ChangeAsync)
            .WithName("moderation_rule_change")
            .RequireAdmin()
            .RequireRecentSignIn()
            .RecordsAct(StaffActs.RuleChanged);
        rules
            .MapDelete("/{id:guid}", DeleteAsync)
            .WithName("moderation_rule_delete")
            .RequireAdmin()
            .RequireRecentSignIn()
            .RecordsAct(StaffActs.RuleDeleted);
    }

    /// <summary>A snapshot for services that begin later than the rules: one page with the whole set.</summary>
    public static void MapSnapshot(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/moderation/rules", ReadAsync).RequireFleet().ExcludeFromDescription();

    private static Task<Ok<SnapshotPage<ModerationRulesSnapshot>>> ReadAsync(SocialDb db) =>
        db.InTransactionAsync(async () =>
        {
            // Reads the version first: a concurrent change is then delivered with a newer version.
            var version = await db.RulesVersionAsync();
            return TypedResults.Ok(new SnapshotPage<ModerationRulesSnapshot>([new(version, await db.RulesInForceAsync())], null));
        });

    /// <summary>Lists the automatic rules, the oldest first.</summary>
    private static async Task<Results<Ok<Page<RuleView>>, BadRequestProblem>> ListAsync(
        [AsParameters] PageQuery page,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        var rules = await db.ModerationRules.AsNoTracking().OrderBy(rule => rule.Id).ToPageAsync(page, cancellationToken);
        return TypedResults.Ok(
            new Page<RuleView>([.. rules.Items.Select(RuleView.Of)], rules.Total, rules.Number, rules.Pages, rules.NextCursor)
        );
    }

    /// <summary>Adds an automatic rule. It applies to content that is written from now on.</summary>
    /// <remarks>
    /// Words match only as whole words, in any case and spelling, even if letters are repeated, spaced out or replaced by look-alikes.
    /// <c>hold</c> holds content back until a moderator has decided; <c>report</c> only adds it to the queue.
    /// </remarks>
    /// <param name="request">The rule.</param>
    private static Task<Results<Created<RuleView>, BadRequestProblem>> AddAsync(
        NewRule request,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Created<RuleView>, BadRequestProblem>>(async () =>
        {
            var now = clock.GetKeptNow();
            var rule = request.ToRule(now);
            var version = await db.LockRulesAsync();
            db.ModerationRules.Add(rule);
            db.RecordAct(StaffActs.RuleAdded, caller.UserId(), now, objectId: rule.Id);
            await db.SaveChangesAsync();
            await db.PublishRulesAsync(version, now);
            return TypedResults.Created($"/api/v1/moderation/rules/{rule.Id}", RuleView.Of(rule));
        });

    /// <summary>Changes an automatic rule, or switches it off and on. Its kind cannot be changed.</summary>
    /// <param name="id">The rule's id.</param>
    /// <param name="changes">The changes.</param>
    private static Task<Results<Ok<RuleView>, BadRequestProblem, NotFoundProblem>> ChangeAsync(
        Guid id,
        RuleChanges changes,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Ok<RuleView>, BadRequestProblem, NotFoundProblem>>(async () =>
        {
            var version = await db.LockRulesAsync();
            if (await db.ModerationRules.SingleOrDefaultAsync(rule => rule.Id == id) is not { } rule)
            {
                throw NoSuchRule().ToException();
            }

            var now = clock.GetKeptNow();
            changes.ApplyTo(rule, now);
            RuleRules.Require(rule);
            db.RecordAct(StaffActs.RuleChanged, caller.UserId(), now, objectId: id);
            await db.SaveChangesAsync();
            await db.PublishRulesAsync(version, now);
            return TypedResults.Ok(RuleView.Of(rule));
        });

    /// <summary>Deletes an automatic rule. Its cases stay.</summary>
    /// <param name="id">The rule's id.</param>
    private static Task<Results<NoContent, NotFoundProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, NotFoundProblem>>(async () =>
        {
            var version = await db.LockRulesAsync();
            if (await db.ModerationRules.Where(rule => rule.Id == id).ExecuteDeleteAsync() == 0)
            {
                throw NoSuchRule().ToException();
            }

            db.RecordAct(StaffActs.RuleDeleted, caller.UserId(), clock.GetUtcNow(), objectId: id);
            await db.PublishRulesAsync(version, clock.GetUtcNow());
            return TypedResults.NoContent();
        });

    /// <summary>It is thrown, so that the transaction is rolled back and the version of the set does not rise.</summary>
    private static NotFoundProblem NoSuchRule() => Problem.NotFound("There is no such rule.", "no_such_rule");
}

/// <summary>The kind of a rule.</summary>
internal enum RuleKind
{
    /// <summary>Words and phrases.</summary>
    Words,

    /// <summary>Links to certain hosts, or any link of a new account.</summary>
    Links,

    /// <summary>Any content of a new account.</summary>
    NewAccount,

    /// <summary>Too much content in a short time.</summary>
    Rate,
}

/// <summary>The effect of a rule.</summary>
internal enum RuleAction
{
    /// <summary>Holds content back until a moderator has decided.</summary>
    Hold,

    /// <summary>Adds content to the moderators' queue.</summary>
    Report,
}

/// <summary>A new automatic rule.</summary>
/// <param name="Name">The name that moderators read in a case; at most 100 characters.</param>
/// <param name="Kind">words, links, new_account or rate.</param>
/// <param name="Action">hold or report; hold is possible for communities, threads and messages.</param>
/// <param name="ContentTypes">The types to which it applies: of user, community, thread, message, event.</param>
/// <param name="Reason">
/// The reason of its reports: spam (the default), harassment, hate, violence, nudity, scam, self_harm, illegal or other.
/// </param>
/// <param name="Words">For words: at most 1000 words or phrases of at most 100 characters.</param>
/// <param name="Hosts">For links: at most 1000 hosts, each with its subdomains.</param>
/// <param name="Hours">For new_account: how many hours an account is new, at most 720. For links: the same, for any link.</param>
/// <param name="Count">For rate: the number that is allowed, at most 1000.</param>
/// <param name="Minutes">For rate: the time in minutes, at most 1440.</param>
/// <param name="IsEnabled">Whether it applies at once.</param>
internal sealed record NewRule(
    [property: StringLength(100), SingleLine] string Name,
    RuleKind Kind,
    RuleAction Action,
    [property: Length(1, 6)] IReadOnlyList<ReportedContent> ContentTypes,
    ReportReason Reason = ReportReason.Spam,
    [property: MaxLength(RuleRules.MostEntries), StringLength(RuleRules.EntryLength), SingleLine] IReadOnlyList<string>? Words = null,
    [property: MaxLength(RuleRules.MostEntries), StringLength(253), SingleLine] IReadOnlyList<string>? Hosts = null,
    [property: Range(1, RuleRules.MostHours)] int? Hours = null,
    [property: Range(1, 1000)] int? Count = null,
    [property: Range(1, RuleRules.MostMinutes)] int? Minutes = null,
    bool IsEnabled = true
) : IHasExample<NewRule>, IHasRules<NewRule>
{
    public static NewRule Example =>
        new(
            "Advertising",
            RuleKind.Words,
            RuleAction.Hold,
            [ReportedContent.Message, ReportedContent.Thread],
            Words: ["buy followers", "casino"]
        );

    public static RequestRules<NewRule> Rules { get; } =
        new RequestRules<NewRule>()
            .Add(nameof(ContentTypes), rule => rule.FaultAt("content_types"), nameof(Kind), nameof(Action))
            .Add(nameof(Words), rule => (rule with { ContentTypes = [] }).FaultAt("words"), nameof(Kind))
            .Add(nameof(Hosts), rule => (rule with { ContentTypes = [] }).FaultAt("hosts"), nameof(Kind))
            .Add(nameof(Hours), rule => (rule with { ContentTypes = [] }).FaultAt("hours"), nameof(Kind), nameof(Hosts))
            .Add(nameof(Count), rule => (rule with { ContentTypes = [] }).FaultAt("count"), nameof(Kind))
            .Add(nameof(Minutes), rule => (rule with { ContentTypes = [] }).FaultAt("minutes"), nameof(Kind));

    public StoredRule ToRule(DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Name = Name,
            Kind = ApiNames.Of(Kind),
            Action = ApiNames.Of(Action),
            Reason = ApiNames.Of(Reason),
            ContentTypes = RuleChanges.WordsOf(ContentTypes),
            Words = [.. Words ?? []],
            Hosts = [.. Hosts ?? []],
            Hours = Hours,
            Count = Count,
            Minutes = Minutes,
            IsEnabled = IsEnabled,
            CreatedAt = now,
            UpdatedAt = now,
        };

    private Fault? FaultAt(string field) =>
        RuleRules.Faults(ToRule(DateTimeOffset.UnixEpoch)).FirstOrDefault(fault => fault.Field == field)?.Fault;
}

/// <summary>The changes of a rule.</summary>
/// <param name="Name">The name that moderators read in a case; at most 100 characters.</param>
/// <param name="Action">hold or report.</param>
/// <param name="ContentTypes">The types to which it applies.</param>
/// <param name="Reason">The reason of its reports.</param>
/// <param name="Words">For words: all of them.</param>
/// <param name="Hosts">For links: all of them.</param>
/// <param name="Hours">For new_account and links: how many hours an account is new.</param>
/// <param name="Count">For rate: the number that is allowed.</param>
/// <param name="Minutes">For rate: the time in minutes.</param>
/// <param name="IsEnabled">Whether it applies.</param>
internal sealed record RuleChanges(
    [StringLength(100), SingleLine] Optional<string> Name,
    Optional<RuleAction> Action,
    [Length(1, 6)] Optional<IReadOnlyList<ReportedContent>> ContentTypes,
    Optional<ReportReason> Reason,
    [MaxLength(RuleRules.MostEntries), StringLength(RuleRules.EntryLength), SingleLine] Optional<IReadOnlyList<string>> Words,
    [MaxLength(RuleRules.MostEntries), StringLength(253), SingleLine] Optional<IReadOnlyList<string>> Hosts,
    [Range(1, RuleRules.MostHours)] Optional<int?> Hours,
    [Range(1, 1000)] Optional<int?> Count,
    [Range(1, RuleRules.MostMinutes)] Optional<int?> Minutes,
    Optional<bool> IsEnabled
) : IHasExample<RuleChanges>
{
    public static RuleChanges Example =>
        new(default, RuleAction.Report, default, default, default, default, default, default, default, true);

    public void ApplyTo(StoredRule rule, DateTimeOffset now)
    {
        rule.Name = Name.Or(rule.Name);
        rule.Action = Action.IsSet ? ApiNames.Of(Action.Value) : rule.Action;
        rule.ContentTypes = ContentTypes.IsSet ? WordsOf(ContentTypes.Value) : rule.ContentTypes;
        rule.Reason = Reason.IsSet ? ApiNames.Of(Reason.Value) : rule.Reason;
        rule.Words = Words.IsSet ? [.. Words.Value] : rule.Words;
        rule.Hosts = Hosts.IsSet ? [.. Hosts.Value] : rule.Hosts;
        rule.Hours = Hours.Or(rule.Hours);
        rule.Count = Count.Or(rule.Count);
        rule.Minutes = Minutes.Or(rule.Minutes);
        rule.IsEnabled = IsEnabled.Or(rule.IsEnabled);
        rule.UpdatedAt = now;
    }

    /// <summary>Without duplicates.</summary>
    public static string[] WordsOf(IEnumerable<ReportedContent> types) => [.. types.Distinct().Select(ApiNames.Of)];
}

/// <summary>An automatic rule.</summary>
/// <param name="Id">The rule's id.</param>
/// <param name="Name">The name that moderators read in a case.</param>
/// <param name="Kind">words, links, new_account or rate.</param>
/// <param name="Action">hold or report.</param>
/// <param name="Reason">The reason of its reports.</param>
/// <param name="ContentTypes">The types to which it applies.</param>
/// <param name="Words">The words and phrases that match.</param>
/// <param name="Hosts">The hosts that match.</param>
/// <param name="Hours">How many hours an account is new.</param>
/// <param name="Count">The number that is allowed.</param>
/// <param name="Minutes">The time in minutes.</param>
/// <param name="IsEnabled">Whether it applies.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record RuleView(
    Guid Id,
    string Name,
    string Kind,
    string Action,
    [property: WordOf<ReportReason>] string Reason,
    IReadOnlyList<string> ContentTypes,
    IReadOnlyList<string> Words,
    IReadOnlyList<string> Hosts,
    int? Hours,
    int? Count,
    int? Minutes,
    bool IsEnabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IHasExample<RuleView>
{
    public static RuleView Example =>
        Of(NewRule.Example.ToRule(new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero))) with
        {
            Id = Guid.Parse("0198c0de-0000-7000-8000-0000000000f5"),
        };

    public static RuleView Of(StoredRule rule) =>
        new(
            rule.Id,
            rule.Name,
            rule.Kind,
            rule.Action,
            rule.Reason,
            rule.ContentTypes,
            rule.Words,
            rule.Hosts,
            rule.Hours,
            rule.Count,
            rule.Minutes,
            rule.IsEnabled,
            rule.CreatedAt,
            rule.UpdatedAt
        );
}
