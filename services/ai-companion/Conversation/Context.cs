using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace Community.Companion.Conversation;

/// <summary>What a model is sent: the system prompt, and the newest messages in the roles of those who said them.</summary>
internal static class Context
{
    /// <summary>The newest of what was said and is not being generated, the oldest of it first.</summary>
    public static async Task<List<CompanionMessage>> ContextAsync(this CompanionDb db, Guid userId, int count, CancellationToken cancel = default)
    {
        var newest = await db.Messages.AsNoTracking()
            .Where(message => message.UserId == userId && message.Role != MessageRole.Notice && message.Status != MessageStatus.Generating)
            .OrderByDescending(message => message.Seq).Take(count).ToListAsync(cancel);
        newest.Reverse();
        return newest;
    }

    /// <summary>What was sent for an answer; what the person has deleted since is not there any more.</summary>
    public static Task<List<CompanionMessage>> SentContextAsync(this CompanionDb db, CompanionMessage answer, CancellationToken cancel = default) =>
        db.Messages.AsNoTracking().Where(message => answer.ContextIds!.Contains(message.Id) && message.UserId == answer.UserId)
            .OrderBy(message => message.Seq).ToListAsync(cancel);

    /// <summary>Nobody's words ever stand in the system's message.</summary>
    public static List<ChatMessage> ToModel(this IEnumerable<CompanionMessage> context) =>
    [
        new(ChatRole.System, SystemPrompt.Text),
        .. context.Select(message => new ChatMessage(message.Role == MessageRole.User ? ChatRole.User : ChatRole.Assistant, message.Content)),
    ];

    /// <summary>What the companion last said: the offline one does not say it again.</summary>
    public static List<string> RecentAnswers(this IEnumerable<CompanionMessage> context) =>
        [.. context.Where(message => message.Role == MessageRole.Assistant).Select(message => message.Content)];
}
