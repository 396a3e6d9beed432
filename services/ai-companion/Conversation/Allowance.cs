using Community.Companion.Data;
using Community.Companion.People;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>
/// How many messages a person may send: a number on each of their days, then the rest of paid sessions; some plans have no limit.
/// </summary>
internal static class Allowance
{
    /// <summary>For how many days counts are kept: no time zone's present day is older.</summary>
    private const int KeptDays = 3;

    /// <summary>Counts one message. False: none is left. The conversation's row must be locked.</summary>
    public static async Task<bool> TakeOneAsync(
        this CompanionDb db,
        Person person,
        bool isUnlimited,
        ConversationOptions options,
        DateTimeOffset now
    )
    {
        var day = LocalDay.Of(person, now);
        var counted = await db
            .Database.SqlQuery<int>(
                $"""
                INSERT INTO companion_days (user_id, day, messages) VALUES ({person.Id}, {day}, 1)
                ON CONFLICT (user_id, day) DO UPDATE SET messages = companion_days.messages + 1
                WHERE {isUnlimited} OR companion_days.messages < {options.DailyMessages}
                RETURNING messages AS "Value"
                """
            )
            .ToListAsync();
        if (counted is [1])
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM companion_days WHERE user_id = {person.Id} AND day < {day.AddDays(-KeptDays)}");
        }

        return counted.Count > 0
            || await db.Database.ExecuteSqlAsync(
                $"UPDATE companion_extras SET messages_left = messages_left - 1 WHERE user_id = {person.Id} AND messages_left > 0"
            ) > 0;
    }

    /// <summary>429, until the person's midnight.</summary>
    public static TooManyRequestsProblem UsedUp(Person person, ConversationOptions options, DateTimeOffset now)
    {
        var end = LocalDay.EndOf(person, now);
        return Problem
            .TooManyRequests(
                end - now,
                $"You have used your {options.DailyMessages} messages of today. POST /companion/sessions buys {options.Session.Messages} more, and the elite plan has no limit.",
                "daily_limit"
            )
            .With("required_plan", "elite")
            .With("resets_at", end);
    }

    public static async Task<AllowanceView> AllowanceAsync(
        this CompanionDb db,
        Person person,
        bool isUnlimited,
        ConversationOptions options,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var used = await db
            .Database.SqlQuery<int>(
                $"""
                SELECT messages AS "Value" FROM companion_days WHERE user_id = {person.Id} AND day = {LocalDay.Of(person, now)}
                """
            )
            .ToListAsync(cancellationToken);
        var extra = await db
            .Database.SqlQuery<int>(
                $"""
                SELECT messages_left AS "Value" FROM companion_extras WHERE user_id = {person.Id}
                """
            )
            .ToListAsync(cancellationToken);
        return new(
            isUnlimited ? null : options.DailyMessages,
            used.SingleOrDefault(),
            extra.SingleOrDefault(),
            LocalDay.EndOf(person, now)
        );
    }
}

/// <summary>How many messages the caller may send. Messages that the safety layer answers are never counted.</summary>
/// <param name="DailyMessages">Messages in one day; null: no limit.</param>
/// <param name="UsedToday">Messages of today that were counted.</param>
/// <param name="ExtraMessages">The rest of bought sessions; it does not expire.</param>
/// <param name="ResetsAt">When the caller's day ends, in UTC.</param>
internal sealed record AllowanceView(int? DailyMessages, int UsedToday, int ExtraMessages, DateTimeOffset ResetsAt);
