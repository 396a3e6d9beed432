using System.Security.Claims;
using Community.Companion.Conversation.Model;
using Community.Companion.Data;
using Community.Companion.People;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>The model's context.</summary>
internal static class ContextEndpoints
{
    public static void MapContext(this IEndpointRouteBuilder api) =>
        api.MapGet("/companion/context", ShowAsync)
            .NotStored("a conversation about feelings")
            .WithTags("Companion")
            .RequireAuthorization(Policies.SignedIn);

    /// <summary>Shows the context that a model was sent for an answer, or would be sent with the caller's next message.</summary>
    /// <remarks>
    /// Nothing else of the caller is ever sent: no name, no profile. Messages that the caller has deleted since are not kept here either,
    /// and edited ones have their present text. 404 if no model was asked for that answer.
    /// </remarks>
    /// <param name="messageId">An answer, or the message that it answers; absent: the context of the next message.</param>
    private static async Task<Results<Ok<ContextView>, NotFoundProblem, ForbiddenProblem>> ShowAsync(
        [FromQuery(Name = "message_id")] Guid? messageId,
        ClaimsPrincipal caller,
        CompanionDb db,
        Actors actors,
        CompanionModel model,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        if (messageId is null)
        {
            var next = await db.ContextAsync(me.Id, ConversationOptions.ContextLength - 1, cancellationToken);
            return TypedResults.Ok(View(model.IsOn ? model.Name : null, SystemPrompt.Text, next));
        }

        var answer = await db
            .Messages.AsNoTracking()
            .SingleOrDefaultAsync(
                message => message.UserId == me.Id && message.Model != null && (message.Id == messageId || message.AnswersId == messageId),
                cancellationToken
            );
        if (answer is null)
        {
            return Problem.NotFound("There is no context for this message: it was not answered by a model.");
        }

        var prompt = await db
            .Database.SqlQuery<string>($"""SELECT content AS "Value" FROM companion_prompts WHERE version = {answer.PromptVersion}""")
            .SingleAsync(cancellationToken);
        return TypedResults.Ok(View(answer.Model, prompt, await db.SentContextAsync(answer, cancellationToken)));
    }

    private static ContextView View(string? model, string prompt, List<CompanionMessage> messages) =>
        new(
            model,
            prompt,
            [
                .. messages.Select(message => new ContextMessage(
                    message.Id,
                    message.Role,
                    message.Content,
                    message.AnswersId,
                    message.EditedAt
                )),
            ]
        );
}

/// <summary>A model's context.</summary>
/// <param name="Model">The model; null: none is asked now, the offline companion answers.</param>
/// <param name="SystemPrompt">Sent first, in the role of the system, word for word.</param>
/// <param name="Messages">The messages after it, in order, each in the role of its author.</param>
internal sealed record ContextView(string? Model, string SystemPrompt, IReadOnlyList<ContextMessage> Messages) : IHasExample<ContextView>
{
    public static ContextView Example =>
        new(
            "gpt-5.1-turbo",
            "You are Xela, …",
            [
                new(
                    Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
                    MessageRole.User,
                    "I moved here a month ago and still know nobody.",
                    null,
                    null
                ),
            ]
        );
}

/// <summary>A message that is sent.</summary>
/// <param name="Id">The message.</param>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text.</param>
/// <param name="ReplyTo">For an answer: the message that it answers; null once that was deleted.</param>
/// <param name="EditedAt">When the caller last changed it; null: never.</param>
internal sealed record ContextMessage(Guid Id, string Role, string Content, Guid? ReplyTo, DateTimeOffset? EditedAt);
