using Community.Companion.Data;
using Community.Companion.Selling;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation.Sessions;

/// <summary>A session: messages beyond the day's limit, which do not expire.</summary>
internal sealed class SessionGoods(CompanionDb db, ConversationOptions options) : IGoods
{
    public const string Word = "companion_session";

    public string Purpose => Word;

    public async Task<string?> GiveAsync(Guid buyer, SaleOrder order)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO companion_extras (user_id, messages_left) VALUES ({buyer}, {options.Session.Messages})
            ON CONFLICT (user_id) DO UPDATE SET messages_left = companion_extras.messages_left + excluded.messages_left
            """
        );
        return null;
    }

    /// <summary>Takes back the rest of it: messages that were used stay.</summary>
    public Task TakeBackAsync(Guid buyer, SaleOrder order) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE companion_extras SET messages_left = greatest(0, messages_left - {options.Session.Messages}) WHERE user_id = {buyer}
            """
        );
}
