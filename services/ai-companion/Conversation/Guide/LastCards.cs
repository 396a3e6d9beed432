namespace Community.Companion.Conversation.Guide;

/// <summary>The things that the last answers with cards showed: a later "how much is it?" or "and one for chess?" is about it.</summary>
/// <param name="Kind">The kind of the first card.</param>
/// <param name="Id">Its id.</param>
internal sealed record LastCards(string Kind, Guid Id)
{
    /// <summary>Cards that are further back are no longer meant.</summary>
    private const int Back = 4;

    /// <summary>The last thing that was shown in the newest answers; null: none was.</summary>
    public static LastCards? In(IEnumerable<CompanionMessage> context) =>
        context
            .Where(message => message.Role == MessageRole.Assistant)
            .TakeLast(Back)
            .Reverse()
            .Select(message => (message.Cards ?? []).Select(CardReference.ThingOf).OfType<(string Kind, Guid Id)>().FirstOrDefault())
            .Where(thing => thing.Id != Guid.Empty)
            .Select(thing => new LastCards(thing.Kind, thing.Id))
            .FirstOrDefault();

    /// <summary>The thing at a place of the newest list of cards: "the second one"; null: that list has no such place.</summary>
    public static LastCards? At(IEnumerable<CompanionMessage> context, int place) =>
        context
            .Where(message => message.Role == MessageRole.Assistant)
            .TakeLast(Back)
            .Reverse()
            .Select(message => (message.Cards ?? []).Select(CardReference.ThingOf).OfType<(string Kind, Guid Id)>().ToList())
            .FirstOrDefault(things => things.Count > 1)
            is { } things
        && place < things.Count
            ? new(things[place].Kind, things[place].Id)
            : null;

    /// <summary>The feature that the newest answer explained; null: it explained none.</summary>
    public static string? FeatureIn(IEnumerable<CompanionMessage> context) =>
        context.LastOrDefault(message => message.Role == MessageRole.Assistant)?.Cards is [var card, ..]
            ? CardReference.FeatureOf(card)
            : null;
}
