using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace Community.Companion.Conversation;

/// <summary>A model's context: the system prompt, and the newest messages in the roles of their authors.</summary>
internal static class Context
{
    /// <summary>The newest complete messages, the oldest of them first.</summary>
    public static async Task<List<CompanionMessage>> ContextAsync(
        this CompanionDb db,
        Guid userId,
        int count,
        CancellationToken cancellationToken = default
    )
    {
        var newest = await db
            .Messages.AsNoTracking()
            .Where(message => message.UserId == userId && message.Role != MessageRole.Notice && message.Status != MessageStatus.Generating)
            .OrderByDescending(message => message.Seq)
            .Take(count)
            .ToListAsync(cancellationToken);
        newest.Reverse();
        return newest;
    }

    /// <summary>The context of an answer; messages that the person has deleted since are missing.</summary>
    public static Task<List<CompanionMessage>> SentContextAsync(
        this CompanionDb db,
        CompanionMessage answer,
        CancellationToken cancellationToken = default
    ) =>
        db
            .Messages.AsNoTracking()
            .Where(message => answer.ContextIds!.Contains(message.Id) && message.UserId == answer.UserId)
            .OrderBy(message => message.Seq)
            .ToListAsync(cancellationToken);

    /// <summary>No user's text is ever part of the system message.</summary>
    public static List<ChatMessage> ToModel(this IEnumerable<CompanionMessage> context) =>
        [
            new(ChatRole.System, SystemPrompt.Text),
            .. context.Select(message => new ChatMessage(
                message.Role == MessageRole.User ? ChatRole.User : ChatRole.Assistant,
                message.Content
            )),
        ];

    /// <summary>The person's messages, the oldest first.</summary>
    public static IEnumerable<string> UserTexts(this IEnumerable<CompanionMessage> context) =>
        context.Where(message => message.Role == MessageRole.User).Select(message => message.Content);

    /// <summary>Whether the last answer was about the platform.</summary>
    public static bool IsAfterGuidance(this IEnumerable<CompanionMessage> context) =>
        context.LastOrDefault(message => message.Role == MessageRole.Assistant)?.Provider == Provider.Platform;

    /// <summary>The companion's last answers: the offline companion does not repeat them.</summary>
    public static List<string> RecentAnswers(this IEnumerable<CompanionMessage> context) =>
        [.. context.Where(message => message.Role == MessageRole.Assistant).Select(message => message.Content)];
}
