using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Community.Companion.Conversation.Guide;
using Community.Companion.Conversation.Model;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Plans;
using Community.Companion.Safety;
using Community.People.Plans;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Localization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>Talking with the companion. A person has one conversation, which begins with the first message.</summary>
internal static class TalkEndpoints
{
    public static void MapTalk(this IEndpointRouteBuilder api)
    {
        var talk = api.MapGroup("/companion").WithTags("Companion").RequireAuthorization(Policies.SignedIn);
        talk.MapGet("/", ShowAsync).NotStored("a conversation about feelings");
        talk.MapDelete("/", DeleteAllAsync);
        talk.MapPost("/messages", PostAsync);
        talk.MapPatch("/messages/{id:guid}", EditAsync);
        talk.MapDelete("/messages/{id:guid}", DeleteAsync);
        talk.MapGet("/messages/{id:guid}/stream", StreamAsync).NotStored("a conversation about feelings");
    }

    /// <summary>Shows the caller's conversation with the companion, the newest message first.</summary>
    private static async Task<Results<Ok<ConversationView>, BadRequestProblem, ForbiddenProblem>> ShowAsync(
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        HttpRequest request,
        CompanionDb db,
        Actors actors,
        PlanLookup plans,
        CompanionModel model,
        ConversationOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var messages = db.Messages.AsNoTracking().Where(message => message.UserId == me.Id);
        if (query.TryGetPosition<Position>(out var position))
        {
            messages = messages.Where(message => message.Seq < position.Seq);
        }

        var rows = await messages.OrderByDescending(message => message.Seq).Take(query.Limit + 1).ToListAsync(cancellationToken);
        var page = Cursor.Page(rows, query, message => new Position(message.Seq));
        var language = rows.Find(message => message.Role == MessageRole.User) is { } last
            ? OfflineCompanion.LanguageOf(last.Content)
            : TextLanguage.Of(request) ?? TextLanguage.English;
        return TypedResults.Ok(
            new ConversationView(
                "Xela",
                Disclosure.In(language),
                model.IsOn ? Provider.Of(model.Name) : Provider.Offline,
                await db.AllowanceAsync(
                    me,
                    await plans.HasAsync(me.Id, EntitlementCode.UnlimitedCompanion, cancellationToken),
                    options,
                    clock.GetUtcNow(),
                    cancellationToken
                ),
                new(await db.ToViewsAsync(me.Id, page.Items, clock.GetUtcNow(), cancellationToken), page.NextCursor)
            )
        );
    }

    /// <summary>Sends a message to the companion, and answers with the reply.</summary>
    /// <remarks>
    /// The message is stored before an answer is generated. With <c>Accept: text/event-stream</c> the answer streams: <c>accepted</c> (with
    /// <c>user_message_id</c>, <c>message_id</c> and a <c>notice</c>), <c>delta</c> (<c>content</c>: the next text), and at last
    /// <c>message</c> with the whole answer, which is authoritative: a harmful answer of a model is replaced by another text; or
    /// <c>error</c>. A stream that was cut continues at <c>GET /companion/messages/{id}/stream</c>. Repeatable: the same <c>client_id</c>
    /// is asked once. A user who may be in danger gets a fixed answer with help lines, without a model, beyond every limit. 403:
    /// <c>age_required</c> (to be set once in <c>/companion/settings</c>) or <c>too_young</c>, with <c>help</c> if it may be needed. 409:
    /// <c>busy</c> while the last answer is generated, <c>client_id_taken</c>, <c>answer_deleted</c>. 429 (<c>daily_limit</c>) until the
    /// caller's midnight, with <c>required_plan</c>.
    /// </remarks>
    private static async Task<
        Results<
            Created<AnswerView>,
            ServerSentEventsResult<string>,
            ForbiddenProblem,
            NotFoundProblem,
            ConflictProblem,
            TooManyRequestsProblem
        >
    > PostAsync(SaidByUser said, HttpRequest request, ClaimsPrincipal caller, Talk talk, CancellationToken cancellationToken)
    {
        var (posted, usedUp) = await talk.SayAsync(caller.UserId(), said);
        if (posted is null)
        {
            return usedUp!;
        }

        if (request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            return TypedResults.ServerSentEvents(AcceptedAsync(posted, talk.Following, cancellationToken));
        }

        return await talk.Following.EndAsync(posted.AnswerId, cancellationToken) is { } answer
            ? TypedResults.Created(
                (string?)null,
                new AnswerView(answer, posted.UserMessageId, posted.Notice is { } notice ? MessageView.Of(notice, []) : null)
            )
            : NoSuchMessage();
    }

    /// <summary>Continues an answer's stream, or repeats it.</summary>
    /// <remarks>
    /// The events are those of <c>POST /companion/messages</c>. With <c>Last-Event-ID</c>, the id of the last received event, the stream
    /// continues after it. The answer was generated on meanwhile.
    /// </remarks>
    /// <param name="id">The answer, or the message that it answers.</param>
    /// <param name="last">The id of the last received event.</param>
    private static async Task<Results<ServerSentEventsResult<string>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> StreamAsync(
        Guid id,
        [FromHeader(Name = "Last-Event-ID"), RegularExpression("^[0-9]{0,9}$", ErrorMessage = "must be the id of an event in this stream")]
            string? last,
        ClaimsPrincipal caller,
        CompanionDb db,
        Actors actors,
        Following following,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var from = string.IsNullOrEmpty(last) ? 0 : int.Parse(last, NumberStyles.None, CultureInfo.InvariantCulture);
        var answer = await db
            .Messages.Where(message =>
                message.UserId == me.Id && message.Role == MessageRole.Assistant && (message.Id == id || message.AnswersId == id)
            )
            .Select(message => (Guid?)message.Id)
            .SingleOrDefaultAsync(cancellationToken);
        return answer is { } found ? TypedResults.ServerSentEvents(following.StreamAsync(found, from, cancellationToken)) : NoSuchMessage();
    }

    /// <summary>Deletes the conversation: everything that the companion remembers of the caller.</summary>
    private static async Task<NoContent> DeleteAllAsync(ClaimsPrincipal caller, CompanionDb db)
    {
        var me = caller.UserId();
        await db.InTransactionAsync(async () =>
        {
            // The conversation's row first: a message that is stored at this moment is deleted too.
            await db.Database.ExecuteSqlAsync($"DELETE FROM companion_conversations WHERE user_id = {me}");
            await db.Messages.Where(message => message.UserId == me).ExecuteDeleteAsync();
        });
        return TypedResults.NoContent();
    }

    /// <summary>Changes a message of the caller, so that the companion remembers the new text.</summary>
    /// <remarks>
    /// No new answer is made, and the old one stays. The safety layer reads the new text: if it sounds as if help was needed, the answer
    /// has <c>care</c>, and the next messages are answered as after a posted one. The last change counts. 409: <c>busy</c> while the
    /// message is being answered, with <c>help</c> if it may be needed.
    /// </remarks>
    /// <param name="id">The caller's message.</param>
    private static async Task<Results<Ok<EditedMessage>, ForbiddenProblem, NotFoundProblem, ConflictProblem>> EditAsync(
        Guid id,
        NewText text,
        ClaimsPrincipal caller,
        Editing editing
    ) => TypedResults.Ok(await editing.EditAsync(caller.UserId(), id, text.Content));

    /// <summary>Deletes a message, so that the companion does not remember it.</summary>
    /// <remarks>The answer to it is deleted too, because it may repeat words of the message. An answer can be deleted alone.</remarks>
    /// <param name="id">The message: the caller's, or the companion's.</param>
    private static async Task<Results<NoContent, NotFoundProblem>> DeleteAsync(Guid id, ClaimsPrincipal caller, CompanionDb db)
    {
        var me = caller.UserId();
        var deleted = await db
            .Messages.Where(message => message.UserId == me && (message.Id == id || message.AnswersId == id))
            .ExecuteDeleteAsync();
        return deleted == 0 ? NoSuchMessage() : TypedResults.NoContent();
    }

    private static NotFoundProblem NoSuchMessage() => Problem.NotFound("There is no such message.", "no_such_message");

    private static async IAsyncEnumerable<SseItem<string>> AcceptedAsync(
        Posted posted,
        Following following,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var accepted = new StreamAccepted(
            posted.UserMessageId,
            posted.AnswerId,
            posted.Notice is { } notice ? MessageView.Of(notice, []) : null
        );
        yield return Following.Event("accepted", accepted, 0);
        await foreach (var happened in following.StreamAsync(posted.AnswerId, 0, cancellationToken))
        {
            yield return happened;
        }
    }

    /// <summary>A place in the conversation.</summary>
    private sealed record Position(long Seq);
}

/// <summary>Handles a message: safety first, then requests that the platform answers, then the model or the offline companion.</summary>
internal sealed class Talk(
    CompanionDb db,
    Posting posting,
    PlanLookup plans,
    Answering answering,
    Following following,
    CrisisDetector detector,
    PlatformGuide guide,
    HelpForRefused help,
    ConversationOptions options,
    TimeProvider clock
)
{
    public Following Following => following;

    /// <summary>Handles a message.</summary>
    /// <returns>The stored message; or the reason why none was stored: the day's messages are used up.</returns>
    public async Task<(Posted? Posted, TooManyRequestsProblem? UsedUp)> SayAsync(Guid caller, SaidByUser said)
    {
        var finding = detector.Detect(said.Content);
        if (finding is { IsLearned: true, Severity: Severity.Concern })
        {
            finding = detector.Detect(said.Content, [.. (await db.ContextAsync(caller, ConversationOptions.ContextLength)).UserTexts()]);
        }

        // Searched before the transaction: it takes no lock, and the search has connections of its own.
        var guidance = finding is null ? await guide.FindAsync(caller, said.Content) : null;
        try
        {
            var posted = await posting.PostAsync(
                caller,
                said,
                finding,
                guidance,
                await plans.HasAsync(caller, EntitlementCode.UnlimitedCompanion)
            );
            if (posted is null && await plans.AllowsAsync(caller, EntitlementCode.UnlimitedCompanion))
            {
                posted = await posting.PostAsync(caller, said, finding, guidance, isUnlimited: true);
            }

            if (posted?.ToGenerate is { } task)
            {
                answering.Start(task);
            }

            return posted is not null
                ? (posted, null)
                : (
                    null,
                    Allowance.UsedUp(await db.People.AsNoTracking().SingleAsync(person => person.Id == caller), options, clock.GetUtcNow())
                );
        }
        catch (ProblemException refusal) when (finding is not null && refusal.Problem is ForbiddenProblem)
        {
            throw await help.WithAsync(refusal, finding, caller, said.Content);
        }
    }
}

/// <summary>The caller's conversation.</summary>
/// <param name="Name">The companion's name.</param>
/// <param name="Disclosure">
/// That the companion is an AI, to be shown at the start of a conversation; after every three hours of talk it says so itself, in a
/// <c>notice</c>.
/// </param>
/// <param name="Provider">The present author of answers: <c>openai:MODEL</c>, or <c>offline</c> if no model is configured.</param>
/// <param name="Allowance">How many messages the caller may send.</param>
/// <param name="Messages">The newest first.</param>
internal sealed record ConversationView(
    string Name,
    string Disclosure,
    string Provider,
    AllowanceView Allowance,
    CursorPage<MessageView> Messages
) : IHasExample<ConversationView>
{
    public static ConversationView Example =>
        new(
            "Xela",
            Conversation.Disclosure.In("en"),
            "openai:gpt-5.1-turbo",
            new(20, 3, 0, new DateTimeOffset(2026, 11, 21, 20, 0, 0, TimeSpan.Zero)),
            new([MessageView.Example], null)
        );
}
