using Community.Companion.Conversation.Guide;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Offline;

/// <content>How the companion hears a text: its topic, feeling, situation or request.</content>
internal sealed partial class OfflineCompanion
{
    /// <summary>The topic of a text: the name of a situation, a feeling, or something that people talk about.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isArabizi">Whether Latin letters are read as Arabic, because the conversation is.</param>
    internal (string Name, bool IsFeeling, bool IsStrong) Hear(string text, bool isArabizi = false)
    {
        text = Agreement().Replace(text, "");
        var heard = HearWords(text, isArabizi);
        if (IsCertain(heard.Name) || (heard.Name == "human" && text.Split(' ').Length <= MostOfAQuestion) || AsksWho().IsMatch(text))
        {
            return heard;
        }

        var near = Meanings(text, isArabizi);
        return near.Count > 0
            && MoreExactly(near) is var best
            && !IsTopic(best.Name)
            && !(IsSituation(best.Name) && Likes().IsMatch(text) && text.Split(' ').Length <= MostOfALiking)
            && best.Score >= Needed(best.Name, heard, near, text.Split(' ').Length)
            && (!IsAsked(best.Name) || ConversationMemory.IsQuestion(text) || Recall.IsRequest(text) || Addressed().IsMatch(text))
                ? (best.Name == "chat-disagree" && ConversationMemory.IsQuestion(text) ? "asks-view" : best.Name, false, false)
            : IsUnlikely(heard.Name, near) || IsExcluded(heard.Name, near) ? (Repertoire.Neutral, false, false)
            : heard;
    }

    /// <summary>The nearest name; of a topic and one of its situations that is nearly as near, the situation.</summary>
    private Likeness MoreExactly(List<Likeness> near) =>
        IsTopic(near[0].Name)
        && near.Find(one => one.Name.StartsWith($"{near[0].Name}-", StringComparison.Ordinal)) is { Name: not null, Score: >= Probably } own
        && near[0].Score - own.Score < NearlyAsNear
            ? own
            : near[0];

    /// <summary>
    /// The least likeness with which the meaning of a text counts more than its words: less if its words say nothing, or
    /// the same less exactly, or something that its meaning is far from.
    /// </summary>
    private float Needed(string name, (string Name, bool IsFeeling, bool IsStrong) heard, List<Likeness> near, int words)
    {
        var own = near.Find(one => one.Name == heard.Name);
        return name.StartsWith("grief-", StringComparison.Ordinal) && heard.Name != "grief" ? Surely
            : name is "goodbye" or "greeting" or "thanks" or "compliment" ? Certainly
            : (words <= MostOfAnAdvice || heard.Name == "quarrel") && heard is { IsFeeling: true, Name: not "homesickness" } ? Certainly
            : heard.Name == "insult" && name is not "asks-fewer" ? Certainly
            : name is "asks-fewer" ? Possibly
            : name.StartsWith($"{heard.Name}-", StringComparison.Ordinal) ? (heard.IsFeeling ? Likely : Probably)
            : name is "asks-view" || (heard.Name == "advice" && words > MostOfAnAdvice) ? Probably
            : heard.Name is "joy" or "pride" && name.StartsWith("school-", StringComparison.Ordinal) ? Certainly
            : heard.IsFeeling && !IsGlad(heard.Name) && name.StartsWith("joy-", StringComparison.Ordinal) ? Surely
            : IsGlad(heard.Name) && !name.StartsWith("joy-", StringComparison.Ordinal) ? Likely
            : IsChat(name) ? Rather
            : heard.IsFeeling && !heard.IsStrong && words >= LongTold && IsSituation(name) ? Rather
            : heard.Name is "worry" or "tiredness" or "hurt" or "self-doubt" && !heard.IsStrong && Likeness.IsClear(near) ? Probably
            : heard.IsStrong || heard.IsFeeling ? Surely
            : heard.Name is Repertoire.Neutral or "question" or "short" or "laugh"
                ? (
                    words > ShortestHowTo && Likeness.IsClear(near) ? Possibly
                    : words > MostOfAnAdvice ? Probably
                    : Fairly
                )
            : own.Name is not null && (IsTopic(heard.Name) || heard.Name == "human") && near[0].Score - own.Score > Farther ? Probably
            : IsTopic(heard.Name) ? (Likeness.IsClear(near) ? Likely : ByTopic)
            : Surely;
    }

    private static bool IsGlad(string feeling) => feeling is "joy" or "pride" or "hope" or "calm" or "gratitude";

    /// <summary>Whether a situation is a good one.</summary>
    private bool IsJoyful(string name) => _repertoires[Languages.English].IsJoyful(name);

    /// <summary>Small talk and good news: it is answered with the like, and never with advice or an opinion.</summary>
    private bool IsLight(string name) =>
        IsChat(name)
        || name is "hope-waiting" or "children-joy" or "films-good"
        || (IsJoyful(name) && name is not ("joy-job" or "joy-exam" or "joy-family"));

    /// <summary>Small talk, which is no thread of a conversation.</summary>
    private static bool IsChat(string name) =>
        name.StartsWith("chat-", StringComparison.Ordinal) || name is "compliment-flirt" or "human-day" or "human-likes";

    /// <summary>Requests that are never made by telling something.</summary>
    private static bool IsAsked(string name) => name is "asks-relative" or "asks-draft" or "asks-memory" or "human" or "human-inner";

    /// <summary>The names that a text is near to in its meaning, the nearest first; none for a single word.</summary>
    private List<Likeness> Meanings(string text, bool isArabizi = false) =>
        text.Trim().Contains(' ', StringComparison.Ordinal)
            ? InTone(text, SubjectReader.Delivered.Nearest(Readable(Laughter().Replace(WithoutDenied(text), " "), isArabizi)).Where(IsTalk))
            : [];

    /// <summary>
    /// Without the good situations if the tone of the text is another one: the meaning of "we had a fight" is near to that of the
    /// reconciliation.
    /// </summary>
    private List<Likeness> InTone(string text, IEnumerable<Likeness> near) =>
        Tones.Of(text) == Tone.Sorry ? [.. near.Where(one => !IsJoyful(one.Name))] : [.. near];

    /// <summary>Whether a topic that a word names is not what the text is about: "the dog ate my notes" is not about food.</summary>
    private bool IsUnlikely(string topic, List<Likeness> near) =>
        IsTopic(topic)
        && near.Find(one => one.Name == topic) is { Name: not null, Score: < Far } own
        && (IsSituation(near[0].Name) || near[0].Name == "asks-relative")
        && near[0].Score > Probably
        && near[0].Score - own.Score > Farther;

    /// <summary>Whether the meaning of a text excludes the topic that one of its words names, with all its situations.</summary>
    private bool IsExcluded(string topic, List<Likeness> near) =>
        IsTopic(topic)
        && near.Exists(one => one.Name == topic)
        && near.TrueForAll(one => one.Score < Excluded || !Likeness.IsRelated(one.Name, topic));

    private static bool IsTalk(Likeness one) =>
        !RequestReader.IsRequest(one.Name)
        && one.Name != RequestReader.Elsewhere
        && !one.Name.StartsWith(Practical.PracticalAdvice.Prefix, StringComparison.Ordinal);

    /// <summary>Requests and situations that words tell better than the meaning.</summary>
    private static bool IsCertain(string heard) =>
        heard
            is "other-language"
                or "gibberish"
                or "irony"
                or "medical"
                or "others-trouble"
                or "illness"
                or "introduces"
                or "corrects"
                or "vents"
                or "asks-name"
                or "asks-joke"
                or "asks-who"
                or "asks-ideas"
                or "advice-words"
                or "human-self"
                or "human-name"
                or "human-belief"
                or "asks-ruling"
                or "asks-kind"
                or "asks-recommend"
                or "boredom"
                or "team-lost"
                or "asks-agreed"
                or "asks-earlier"
                or "asks-told"
                or "asks-fact"
                or "asks-shorter"
                or "asks-language"
                or "asks-suggested"
                or "yes"
                or "okay"
                or "no"
                or "dont-know"
        || IsReply(heard);

    /// <summary>Whether a text answers the last question or advice in a few words: "i tried that", "since last year".</summary>
    private static bool IsReply(string heard) => heard.StartsWith("reply-", StringComparison.Ordinal);

    /// <summary>Whether it is something that people talk about, recognized by a word.</summary>
    private bool IsTopic(string heard) => _topics.Contains(heard);

    /// <summary>Whether it is a situation: it has opinions, and advice that can be done.</summary>
    private bool IsSituation(string heard) => _repertoires[Languages.English].To(heard).Views.Count > 0;

    /// <summary>The topic of a text by its words alone.</summary>
    private (string Name, bool IsFeeling, bool IsStrong) HearWords(string text, bool isArabizi)
    {
        if (!isArabizi && Languages.Of(text) == Languages.Other)
        {
            return ("other-language", false, false);
        }

        if (AsksWho().IsMatch(text))
        {
            return ("question", false, false);
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var hits = _heard.Read(Readable(text, isArabizi));
        var found = hits.Where(hit => hit.Rule.Role == "rule").ToList();

        // A longer phrase is more specific: «not happy» is no joy. Of equal ones the order of the file decides, the rarer feeling first.
        var feeling = Best(found.Where(hit => hit.Rule.Arguments[0] == "feeling"));
        var situation = Best(found.Where(hit => hit.Rule.Arguments[0] == "situation"));
        var topic = Best(found.Where(hit => hit.Rule.Arguments[0] == "topic"));
        var asked = Best(found.Where(hit => hit.Rule.Arguments[0] == "asks"));
        var isStrong = hits.Any(hit => hit.Rule.Role == "raise");

        // Praise of a mishap is irony.
        var ironic = found
            .Where(hit => hit.Rule.Arguments[0] is "irony" or "mishap")
            .Select(hit => hit.Rule.Arguments[0])
            .ToHashSet(StringComparer.Ordinal);
        if (ironic.Count > 1 || (ironic.Contains("mishap") && feeling is "joy"))
        {
            return ("irony", false, false);
        }

        // Laughter about an answer ("that was terrible lol") is no sadness; about oneself it may be.
        if (
            words.Length <= MostOfAnAside
            && asked is null
            && !IsAboutOneself(words)
            && found.Exists(hit => hit.Rule.Arguments[0] == "laughs")
        )
        {
            return ("laugh", false, false);
        }

        return situation switch
        {
            "human" or "human-inner" or "human-self" or "human-belief" or "human-name" or "medical" or "others-trouble" => (
                situation,
                false,
                false
            ),
            "asks-ruling" or "asks-kind" or "asks-recommend" or "boredom" or "team-lost" => (situation, false, false),
            _ when feeling is "joy" or "pride" or "hope" && AsksFact().IsMatch(text) && !IsAboutOneself(words) => (
                "question",
                false,
                false
            ),
            _ when asked is not null && (feeling is null || IsAboutAnswers(asked, words)) => (asked, false, false),
            "greeting" or "thanks" or "goodbye" when topic is not null && feeling is null && words.Length > MostOfAGreeting => (
                topic,
                false,
                false
            ),
            not null when feeling is null || feeling is "joy" or "gratitude" => (situation, false, false),
            "advice" or "advice-words" => (situation, false, false),
            _ when feeling is not null => (feeling, true, isStrong),
            _ when !text.Any(char.IsLetter) => ("short", false, false),
            _ when IsGibberish(words) => ("gibberish", false, false),
            _ when (ConversationMemory.IsQuestion(text) || AsksFact().IsMatch(text))
                    && words.Length > 2
                    && !IsAboutOneself(words)
                    && !AsksWhy().IsMatch(text) => ("question", false, false),
            _ when topic is not null => (topic, false, false),
            _ when words.Length < 3 => ("short", false, false),
            _ => (Repertoire.Neutral, false, false),
        };
    }

    /// <summary>The topic of a text after the last answers and messages.</summary>
    internal string HearAfter(string text, IReadOnlyList<string> answers, IReadOnlyList<string> said) =>
        InContext(Hear(text).Name, new(text, answers, Guid.Empty) { EarlierMessages = said }, LanguageOf(text));

    /// <summary>Whether a text is about the companion or its answers, so that a word of a feeling in it is about these.</summary>
    private static bool IsAboutAnswers(string asked, string[] words) =>
        asked.StartsWith("asks-", StringComparison.Ordinal)
        || asked is "corrects" or "vents" or "okay" or "yes" or "no"
        || (asked is "chooses" or "insult" && words.Length <= MostOfAnAside);

    private bool NamesTears(string text) =>
        _heard.Read(Readable(text)).Any(hit => hit.Rule.Role == "rule" && hit.Rule.Arguments[0] == "tears");

    /// <summary>A text as the rules read it: Arabizi in Arabic letters.</summary>
    internal static string Readable(string text, bool isArabizi = false) =>
        (isArabizi && text.Any(char.IsAsciiLetter)) || Languages.IsArabizi(text)
            ? ArabiziReader.Read(text, LearnedModel.Delivered.Classes) ?? Arabizi.Read(text)
            : text;

    /// <summary>Whether only a word tells the topic of a text, and not its meaning.</summary>
    private bool IsByWord(string topic, string text) =>
        IsTopic(topic) && Meanings(text).Find(one => one.Name == topic) is { Name: not null, Score: < ByWord };

    /// <summary>The feeling or topic of a text, apart from its question; null: none.</summary>
    private string? TopicOf(string text)
    {
        // Irony praises, and means the annoyance.
        var heard = Hear(text).Name;
        if (RequestReader.IsOfPlatform(Readable(text), RequestReader.Plainly))
        {
            return null;
        }

        if (heard == "irony" || IsSituation(heard))
        {
            return heard == "irony" ? "anger" : heard;
        }

        var near = Meanings(text);
        var found = _heard.Read(Readable(WithoutDenied(text))).Where(hit => hit.Rule.Role == "rule").ToList();
        return Best(found.Where(hit => hit.Rule.Arguments[0] == "feeling"))
            ?? (
                Best(found.Where(hit => hit.Rule.Arguments[0] == "topic")) is { } topic
                && !IsUnlikely(topic, near)
                && (IsCertain(heard) || !IsExcluded(topic, near))
                    ? topic
                    : null
            );
    }

    /// <summary>A text without what is not wanted: "three ideas, but not the gym".</summary>
    internal static string WithoutDenied(string text) => Denied().Replace(text, " ");

    /// <summary>All feelings and topics of a text, the one that it names most clearly first.</summary>
    private List<string> TopicsOf(string text) =>
        TopicOf(text) is not { } first
            ? []
            :
            [
                .. _heard
                    .Read(Readable(WithoutDenied(text)))
                    .Where(hit => hit.Rule.Role == "rule" && hit.Rule.Arguments[0] == "topic")
                    .Select(hit => Rule.Plain(hit.Rule.Name))
                    .Prepend(first)
                    .Distinct(StringComparer.Ordinal),
            ];

    private static bool IsAboutOneself(string[] words) =>
        Array.Exists(
            words,
            word =>
                word.Trim(',', '.', '?', '؟').ToLowerInvariant()
                    is "i"
                        or "my"
                        or "me"
                        or "i'm"
                        or "i’m"
                        or "we"
                        or "our"
                        or "mine"
                        or "myself"
                        or "أنا"
                        or "عندي"
                        or "لي"
        );

    private string? Best(IEnumerable<Hit> hits)
    {
        var best = hits.OrderByDescending(hit => hit.End - hit.Start)
            .ThenBy(hit => _heard.OrderOf(hit.Rule))
            .Select(hit => hit.Rule.Name)
            .FirstOrDefault();
        return best is null ? null : Rule.Plain(best);
    }

    /// <summary>Words without a vowel, or one letter over and over.</summary>
    private static bool IsGibberish(string[] words)
    {
        var letters = string.Concat(words).Where(char.IsAsciiLetter).Select(char.ToLowerInvariant).ToList();
        return letters.Count > 4
            && (
                letters.Distinct().Count() < 3
                || letters.Count(letter => "aeiouy".Contains(letter, StringComparison.Ordinal)) * 6 < letters.Count
            );
    }
}
