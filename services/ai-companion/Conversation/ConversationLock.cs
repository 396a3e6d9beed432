using Community.Companion.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>The lock of a conversation.</summary>
internal static class ConversationLock
{
    /// <summary>The conversation's row, locked until the transaction ends. It is made with the first message.</summary>
    public static async Task<ConversationState> LockConversationAsync(this CompanionDb db, Guid userId) =>
        (
            await db
                .Database.SqlQuery<ConversationState>(
                    $"""
                    INSERT INTO companion_conversations (user_id) VALUES ({userId}) ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
                    RETURNING user_id, last_seq, disclosed_at, crisis_kind, crisis_severity,
                        crisis_at, crisis_doubted, aftercare_left, quiet_left, misread_told, lines_offered
                    """
                )
                .ToListAsync()
        ).Single();
}
