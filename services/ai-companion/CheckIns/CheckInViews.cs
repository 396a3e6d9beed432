using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Companion.CheckIns;

/// <summary>A mood check-in to record.</summary>
/// <param name="Mood">1 (low) to 5 (high).</param>
/// <param name="Words">Up to five words for the mood.</param>
/// <param name="Note">A private note: up to 1,000 characters.</param>
internal sealed record NewCheckIn(
    [property: Required, Range(1, 5)] int? Mood,
    [property: MaxLength(5), SingleLine, StringLength(30, MinimumLength = 1)] IReadOnlyList<string>? Words = null,
    [property: MultiLine, StringLength(1_000)] string? Note = null
) : IHasExample<NewCheckIn>
{
    public static NewCheckIn Example => new(4, ["rested", "hopeful"], "A long walk, and a call with my sister.");
}

/// <summary>A check-in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Day">The caller's own date.</param>
/// <param name="Mood">1 (low) to 5 (high).</param>
/// <param name="Words">Words for the mood.</param>
/// <param name="Note">A private note.</param>
/// <param name="CreatedAt">When it was recorded, in UTC.</param>
internal sealed record CheckInView(Guid Id, DateOnly Day, int Mood, IReadOnlyList<string> Words, string? Note, DateTimeOffset CreatedAt)
    : IHasExample<CheckInView>
{
    public static CheckInView Example =>
        new(
            new Guid("01926b3e-5d2a-7c4f-8a10-2f6c9d1e7b30"),
            new DateOnly(2026, 11, 21),
            4,
            ["rested", "hopeful"],
            "A long walk, and a call with my sister.",
            new DateTimeOffset(2026, 11, 21, 18, 30, 0, TimeSpan.Zero)
        );

    public static CheckInView Of(CheckIn checkIn) =>
        new(checkIn.Id, checkIn.Day, checkIn.Mood, checkIn.Words, checkIn.Note, checkIn.CreatedAt);
}

/// <summary>The result of a check-in.</summary>
/// <param name="CheckIn">The check-in as it was stored.</param>
/// <param name="Streak">The caller's days in a row, including this one.</param>
/// <param name="Care">Where to find help, if the words sound as if it was needed; else null.</param>
internal sealed record CheckedIn(CheckInView CheckIn, int Streak, string? Care) : IHasExample<CheckedIn>
{
    public static CheckedIn Example => new(CheckInView.Example, 5, null);
}

/// <summary>Moods by day.</summary>
/// <param name="Items">The days with a check-in, the oldest first.</param>
internal sealed record MoodDays(IReadOnlyList<MoodDay> Items) : IHasExample<MoodDays>
{
    public static MoodDays Example => new([new(new DateOnly(2026, 11, 21), 3.5, 2)]);
}

/// <summary>A day's mood.</summary>
/// <param name="Day">The caller's own date.</param>
/// <param name="Mood">The average, 1 to 5.</param>
/// <param name="CheckIns">The number of check-ins.</param>
internal sealed record MoodDay(DateOnly Day, double Mood, int CheckIns);

/// <summary>The time to look back on.</summary>
/// <param name="Days">Days including today, 1 to 366.</param>
internal sealed record MoodQuery([property: Microsoft.AspNetCore.Mvc.FromQuery(Name = "days"), Range(1, 366)] int Days = 30);
