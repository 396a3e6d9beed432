using Community.Companion.Offline.Practical;
using Community.Companion.Offline.Situations;

namespace Community.Companion.Offline;

/// <content>The kinds of answers to a heard text, each a few candidates.</content>
internal sealed partial class OfflineCompanion
{
    /// <summary>The result of a sum, or that it is not done here.</summary>
    private IEnumerable<string> Sum(Talk talk) =>
        Arithmetic.Answer(talk.Request.Text) is { } sum ? Lines(talk, "sum", ("sum", sum))
        : Arithmetic.IsByZero(talk.Request.Text) ? Lines(talk, "by-zero")
        : Arithmetic.IsAsked(talk.Request.Text) ? Lines(talk, "no-sum")
        : [];

    /// <summary>One sentence in another language that says which two are understood; in English where the language is not known.</summary>
    private IEnumerable<string> Foreign(Talk talk) =>
        talk.Heard == "other-language" && ForeignSentences.For(talk.Request.Text) is { } sentence
            ? [sentence, $"{sentence} {_repertoires[Languages.English].To("other-language").Reflections[1]}"]
            : [];

    /// <summary>Answers to a guess, and the solution of a riddle for those who give up.</summary>
    private IEnumerable<string> Riddled(Talk talk, IReadOnlyList<string> answers)
    {
        List<string> solved =
        [
            .. _memory[talk.Language]
                ["riddle-right"]
                .Split('\n')
                .Concat(_memory[talk.Language]["riddle-answer"].Split('\n'))
                .Select(line => line[..line.IndexOf('{', StringComparison.Ordinal)]),
        ];
        if (answers is [.., var last] && solved.Exists(beginning => last.StartsWith(beginning, StringComparison.Ordinal)))
        {
            return Riddles.AsksForNext(talk.Request.Text) ? NextRiddle(talk) : [];
        }

        return Riddles.Open(answers, solved) is not { } riddle
            ? []
            : Riddles.Read(talk.Request.Text, riddle) switch
            {
                Guess.Right => Lines(talk, "riddle-right", ("answer", riddle.Solution)),
                Guess.Wrong => Lines(talk, "riddle-wrong", ("hint", riddle.Hint)),
                Guess.GivenUp => Lines(talk, "riddle-answer", ("answer", riddle.Solution)),
                Guess.Next => NextRiddle(talk),
                _ => [],
            };
    }

    private IEnumerable<string> NextRiddle(Talk talk) =>
        from lead in Fresh(_repertoires[talk.Language].To("chat-riddle").Reflections, talk.Request.RecentAnswers, talk.Chance)
        from riddle in Fresh(_repertoires[talk.Language].To("chat-riddle").Steps, talk.Request.RecentAnswers, talk.Chance)
        select $"{lead} {riddle}";

    /// <summary>The earlier words of the person, to a question about them. No question is quoted.</summary>
    private IEnumerable<string> Recalled(Talk talk)
    {
        var said = talk.Request.EarlierMessages;
        if (
            talk.Heard is "asks-name" or "asks-who"
            || (talk.Heard == "asks-relative" && ConversationMemory.RelativeIn(talk.Request.Text, said).Name is not null)
        )
        {
            return [];
        }

        return FromMemory(talk.Request.Text, said) is { } fact ? Lines(talk, "fact", ("words", fact))
            : (talk.Heard is "question" or Repertoire.Neutral or "asks-fact" || IsSituation(talk.Heard))
            && Recall.IsAskedOfOneself(talk.Request.Text)
                ? Lines(talk, "no-fact")
            : [];
    }

    /// <summary>Answers from the memory: to questions about it, to a name, and to a request for ideas.</summary>
    private IEnumerable<string> Remembered(Talk talk)
    {
        var said = talk.Request.EarlierMessages;
        switch (talk.Heard)
        {
            case "introduces" when ConversationMemory.NameIn([talk.Request.Text]) is { } name:
                return Lines(talk, "meet", ("name", name));
            case Repertoire.Neutral or "asks-relative" when ConversationMemory.NameOfOther(talk.Request.Text) is { } name:
                return Lines(talk, "noted", ("name", name));
            case "asks-name":
                return ConversationMemory.NameIn(said) is { } own ? Lines(talk, "name", ("name", own)) : Lines(talk, "no-name");
            case "asks-relative":
                var (who, relative) = ConversationMemory.RelativeIn(talk.Request.Text, said);
                return relative is null ? Lines(talk, "no-relative")
                    : who.Length == 0 ? Lines(talk, "known", ("name", relative))
                    : Lines(talk, "relative", ("who", who), ("name", relative));
            case "asks-earlier" when JustNow().IsMatch(talk.Request.Text) && said.Count > 0 && IsQuotable(said[^1]):
                return Lines(talk, "earlier", ("words", ConversationMemory.Quotable(said[^1])));
            case "asks-earlier":
                return ConversationMemory.LastIn(said, talk.Request.Text, IsQuotable) is { } last
                    ? Lines(talk, "earlier", ("words", last))
                    : Lines(talk, "no-earlier");
            case "asks-agreed":
                return talk.Request.Note is { } note && IsQuotable(note.Words)
                        ? Lines(
                            talk,
                            "agreed",
                            ("day", ConversationMemory.DayIn(note.Day, talk.Language)),
                            ("words", ConversationMemory.Quotable(note.Words))
                        )
                    : ConversationMemory.PlanIn(said, IsQuotable) is { } plan ? Lines(talk, "plan", ("words", Turned(plan, talk.Language)))
                    : Lines(talk, "no-plan");
            case "asks-ideas":
                return Ideas(talk, ConversationMemory.CountIn(talk.Request.Text));
            case "asks-who" when ConversationMemory.PersonIn(talk.Request.Text, said) is var (known, relation):
                return relation.Length > 0
                    ? Lines(talk, "who", ("name", known), ("who", Yours(relation)))
                    : Lines(talk, "named", ("name", known));
            case "asks-fact" when ConversationMemory.FactIn(talk.Request.Text, said, IsQuotable) is { } fact:
                return Lines(talk, "fact", ("words", fact));
            case "asks-fact":
                return Lines(talk, "no-fact");
            default:
                return [];
        }
    }

    /// <summary>Answers to texts about the companion's own last answer: shorter, something else, one of its ideas.</summary>
    private IEnumerable<string> FollowedUp(Talk talk)
    {
        var answers = talk.Request.RecentAnswers;
        switch (talk.Heard)
        {
            case "thanks" when talk.Request.IsAfterGuidance:
                return Lines(talk, "thanks-guidance");
            case "asks-shorter":
                return EarlierAnswers.Shortened(answers) is { } core ? Lines(talk, "shorter", ("words", core)) : [];
            case "asks-how" when answers.Count > 0:
                return HowTo(talk);
            case "asks-other"
                when !EarlierAnswers.AsksForOne(talk.Request.Text) && EarlierAnswers.LastIdeas(answers) is { Count: > 1 } ideas:
                return Ideas(talk, ideas.Count);
            case "asks-other":
                return Lines(talk, "other", ("lower", Lowered(NextSteps(talk).First())));
            case "chooses":
                var offered = EarlierAnswers.LastIdeas(answers);
                return offered.Count > 0 && EarlierAnswers.Chosen(talk.Request.Text) is { } at
                    ? Lines(talk, "chosen", ("idea", offered[Math.Min(at, offered.Count - 1)].TrimEnd('.')))
                    : [];
            case "asks-means" when answers.Count > 0:
                return Lines(talk, "means", ("words", EarlierAnswers.Shortened(answers) ?? answers[^1]));
            case "asks-choice" when ConversationMemory.ChoiceIn(talk.Request.Text) is var (one, other):
                return Lines(talk, "choice", ("one", one), ("other", other));
            case "asks-suggested":
                return EarlierAnswers.LastIdeas(answers) is { Count: > 0 } list
                        ? Lines(talk, "suggested", ("words", string.Join(' ', list)))
                    : EarlierAnswers.Shortened(answers) is { } last ? Lines(talk, "suggested", ("words", last))
                    : Lines(talk, "no-earlier");
            default:
                return [];
        }
    }

    /// <summary>How an idea of the last list, or the last suggestion, is begun.</summary>
    private IEnumerable<string> HowTo(Talk talk)
    {
        var answers = talk.Request.RecentAnswers;
        var ideas = EarlierAnswers.LastIdeas(answers);
        var idea =
            ideas.Count > 0 && EarlierAnswers.Chosen(talk.Request.Text) is { } at
                ? ideas[Math.Min(at, ideas.Count - 1)]
                : EarlierAnswers.Idea(answers);
        return Lines(talk, "how", ("idea", idea.TrimEnd('.', '?', '؟')));
    }

    /// <summary>
    /// Answers about a situation: an opinion or advice, if it is asked for; a statement is taken up, with
    /// something that can be done. A text that names nothing belongs to the last situation.
    /// </summary>
    private IEnumerable<string> Situated(Talk talk)
    {
        var isOwn = IsSituation(talk.Heard) && !IsUnheard(talk);
        var about =
            IsSituation(talk.Heard) ? talk.Heard
            : IsAboutLast(talk) || (talk.Heard is Repertoire.Neutral or "short" && IsRemark(talk.Request.Text)) ? Thread(talk)?.Name
            : null;
        if (about is null || !IsSituation(about))
        {
            return talk.Heard is "asks-fewer" ? Lines(talk, "fewer")
                : talk.Heard is "asks-view" ? Lines(talk, "view")
                : [];
        }

        var text = talk.Request.Text;
        var repartee = _repertoires[talk.Language].To(about);
        var isFirst = !repartee.Reflections.Any(IsUsed);
        var (steps, views) = (Unused(repartee.Steps), Unused(repartee.Views));
        var questions = WantsNoQuestions(talk) ? [] : Unused(isFirst ? repartee.Questions : [.. repartee.Following, .. repartee.Questions]);
        return talk.Heard is "asks-view" or "asks-fewer" or "asks-choice" or "asks-judgement"
            || (
                isOwn
                && !IsLight(talk.Heard)
                && (
                    ConversationMemory.ChoiceIn(text) is not null
                    || AsksOpinion().IsMatch(text)
                    || (talk.Heard.StartsWith("life-", StringComparison.Ordinal) && ConversationMemory.IsQuestion(text))
                )
            )
                ? Joined(views.DefaultIfEmpty(""), steps)
            : talk.Heard is "advice" or "asks-how" || (isOwn && !IsLight(talk.Heard) && ConversationMemory.IsQuestion(text))
                ? steps.Count > 1
                        ? Lines(talk, "advice-lead", ("step", steps[0]), ("lower", Lowered(steps[0]))).Select(lead => $"{lead} {steps[1]}")
                    : Joined(views, steps)
            : !isOwn && OwnWordsOf(talk) is { Count: > 0 } frames ? Joined(frames, questions.DefaultIfEmpty(""))
            : isFirst && isOwn ? Joined(Unused(repartee.Reflections), steps, talk.Chance % 2 == 0 ? questions.DefaultIfEmpty("") : [""])
            : Joined(
                // Further details of a known situation are not the situation told anew.
                isOwn && IsChat(talk.Heard)
                    ? Unused(repartee.Reflections).DefaultIfEmpty("")
                    : TakenUp(talk, about),
                IsJoyful(about) ? questions.Concat(AskedOn(talk, about))
                    : talk.Chance % 3 == 0 ? [.. steps, .. questions]
                    : [.. questions, .. steps]
            );

        bool IsUsed(string sentence) =>
            talk.Request.RecentAnswers.Any(answer => answer.Contains(sentence, StringComparison.OrdinalIgnoreCase));

        List<string> Unused(IReadOnlyList<string> sentences) =>
            [.. Fresh([.. sentences.Where(sentence => !IsUsed(sentence))], [], talk.Chance)];
    }

    /// <summary>Sentences that take a text up in its tone, or in that of a heavy subject.</summary>
    private IEnumerable<string> TakenUp(Talk talk, string? about) => Lines(talk, $"taken-{ToneOf(talk, about)}");

    /// <summary>Questions in the same tone.</summary>
    private IEnumerable<string> AskedOn(Talk talk, string? about) => Lines(talk, $"asked-{ToneOf(talk, about)}");

    private static string ToneOf(Talk talk, string? about) =>
        Tones.Of(talk.Request.Text) is var tone && tone != Tone.Glad && about is not null && Likeness.IsHeavy(about)
            ? "heavy"
            : tone.ToString().ToLowerInvariant();

    /// <summary>Whether a text by itself is of no subject, so that only the last subject tells the one that it may be about.</summary>
    private bool IsUnheard(Talk talk) => Hear(talk.Request.Text).Name is Repertoire.Neutral or "short";

    /// <summary>Sentences with the person's own words; none if they can't be turned, or were taken up just before.</summary>
    private List<string> OwnWordsOf(Talk talk) =>
        !ConversationMemory.IsQuestion(talk.Request.Text) && OwnWords.Of(talk.Request.Text, talk.Language) is { } words
            ? Frames(_repertoires[talk.Language], words, talk)
            : [];

    private static bool IsRemark(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MostOfARemark
        && !ConversationMemory.IsQuestion(text)
        && ConversationMemory.NamedIn(text) is null;

    /// <summary>Sentences of several kinds, one of each; none if a kind is empty.</summary>
    private static IEnumerable<string> Joined(params IEnumerable<string>[] kinds) =>
        kinds.Aggregate(
            (IEnumerable<string>)[""],
            (begun, kind) =>
                from beginning in begun
                from sentence in kind
                select beginning.Length > 0 && sentence.Length > 0 ? $"{beginning} {sentence}" : beginning + sentence
        );

    /// <summary>Whether a text says nothing of its own, so that it belongs to the last subject.</summary>
    private static bool IsAboutLast(Talk talk) =>
        talk.Heard is "advice" or "asks-view" or "asks-fewer" or "asks-judgement"
        || (talk.Heard == "asks-how" && EarlierAnswers.Chosen(talk.Request.Text) is null);

    /// <summary>Whether the person has said that they are asked too much.</summary>
    private bool WantsNoQuestions(Talk talk) =>
        talk.Heard == "asks-fewer" || talk.Request.EarlierMessages.TakeLast(Back).Any(text => Hear(text).Name == "asks-fewer");

    /// <summary>Advice: a step that fits the topic of the question or of the conversation, and a question that leads on.</summary>
    private IEnumerable<string> Advised(Talk talk)
    {
        if (talk.Heard is not ("advice" or "advice-words"))
        {
            return [];
        }

        var repertoire = _repertoires[talk.Language];
        var about = TopicOf(talk.Request.Text) ?? Thread(talk)?.Name;
        if (talk.Heard == "advice" && about is null)
        {
            return [];
        }

        var recent = talk.Request.RecentAnswers;
        var steps = talk.Heard == "advice" ? repertoire.To(about!).Steps : repertoire.To(talk.Heard).Steps;
        var questions = Fresh(repertoire.To(talk.Heard).Questions, recent, talk.Chance);
        return from step in Fresh(steps, recent, talk.Chance)
            from question in questions
            from lead in Lines(talk, "advice-lead", ("step", step), ("lower", Lowered(step)))
            select $"{lead} {question}";
    }

    /// <summary>Steps that belong to the topic of the conversation, then general ideas; those that were not said lately first.</summary>
    private List<string> NextSteps(Talk talk)
    {
        var recent = talk.Request.RecentAnswers;
        var general = _memory[talk.Language]["general"].Split('\n');
        List<string> own = Thread(talk) is var (name, _) ? Fresh(_repertoires[talk.Language].To(name).Steps, recent, talk.Chance) : [];
        return
        [
            .. own.Concat(Fresh(general, recent, talk.Chance))
                .OrderBy(step => recent.Any(answer => answer.Contains(step, StringComparison.OrdinalIgnoreCase))),
        ];
    }

    /// <summary>
    /// The meaning of a text after the last ones: a glad person who cries has tears of another kind; a name alone is an introduction; a
    /// question about a fact that was never told is a question about the world.
    /// </summary>
    private string InContext(string heard, OfflineRequest request, string language)
    {
        if (NamesTears(request.Text) && request.Text.Split(' ').Length <= MostOfAThread)
        {
            var isGlad = request
                .EarlierMessages.TakeLast(Near)
                .Select(text => Hear(text).Name)
                .Any(name => name is "joy" or "pride" or "hope" or "celebration" or "gratitude" || IsJoyful(name));
            if (isGlad || heard == "sadness")
            {
                return isGlad ? "tears" : heard;
            }
        }

        if (GoneOnWith(heard, request) is { } subject)
        {
            return subject;
        }

        if (heard is "advice" or "asks-how" && SubjectOfRequest(request.Text) is { } named)
        {
            return named;
        }

        heard =
            GoesOnWithSituation(heard, request, language)
            || IsByTheWay(heard, request, language)
            || GoesOnWithFeeling(heard, request, language)
                ? Repertoire.Neutral
                : heard;

        if (AsksWhyOfWorld().IsMatch(request.Text))
        {
            return "question";
        }

        if (IsHowTo(heard, request.Text))
        {
            return SubjectOf(request.EarlierMessages) is var (told, _) && IsSituation(told) ? "advice" : "asks-howto";
        }

        return heard switch
        {
            "advice" when EarlierAnswers.Chosen(request.Text) is not null && EarlierAnswers.LastIdeas(request.RecentAnswers).Count > 1 =>
                "asks-how",
            Repertoire.Neutral
            or "short"
            or "greeting"
            or "question"
            or "other-language"
                when ConversationMemory.NameIn([request.Text]) is not null && request.Text.Split(' ').Length < LongestIntroduction =>
                "introduces",
            "asks-who" when ConversationMemory.PersonIn(request.Text, request.EarlierMessages) is null => "question",
            "asks-more" or "asks-other" when request.RecentAnswers.Count > 0 && IsJoke(request.RecentAnswers[^1], language) => "asks-joke",
            "asks-more" or "asks-other" when request.RecentAnswers.Count > 0 && GameOf(request.RecentAnswers[^1], language) is { } game =>
                game,
            "question" when Practical.FollowUp.AsksCompanion(Practical.Plain.Of(request.Text, language)) => "human",
            "asks-view" when Thread(new(request, language, heard, 0)) is var (last, _) && !IsSituation(last) => "advice",
            "asks-how" when !ConversationMemory.IsQuestion(request.Text) && EarlierAnswers.LastIdeas(request.RecentAnswers).Count == 0 =>
                Repertoire.Neutral,
            "asks-means" or "asks-how" when request.RecentAnswers.Count == 0 => "asks-more",
            "advice" or "question" or Repertoire.Neutral when ConversationMemory.ChoiceIn(request.Text) is not null => "asks-choice",
            "chooses" when EarlierAnswers.LastIdeas(request.RecentAnswers).Count == 0 => Repertoire.Neutral,
            "asks-shorter" when request.RecentAnswers.Count == 0 => "short",
            _ => heard,
        };
    }

    /// <summary>"It's her heart" goes on with the situation that was told before, whatever a short text is a little near to.</summary>
    private bool GoesOnWithSituation(string heard, OfflineRequest request, string language) =>
        IsSituation(heard)
        && request.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MostOfAThread
        && HearWords(request.Text, isArabizi: language == Languages.Arabic).Name is var word
        && (word is Repertoire.Neutral or "short" || (IsTopic(word) && AddsTo().IsMatch(request.Text)))
        && Meanings(request.Text, isArabizi: language == Languages.Arabic) is [var near, ..]
        && near.Score < (AddsTo().IsMatch(request.Text) ? Likely : Fairly)
        && Thread(new(request, language, heard, 0), Near) is var (before, _)
        && !Likeness.IsRelated(before, near.Name);

    /// <summary>
    /// Whether a word of another topic is said by the way, in the middle of a conversation: "she posts stories all day" is not about books.
    /// </summary>
    private bool IsByTheWay(string heard, OfflineRequest request, string language) =>
        IsByWord(heard, request.Text)
        && !Names().IsMatch(request.Text)
        && Thread(new(request, language, heard, 0), Near) is var (thread, _)
        && (IsSituation(thread) || !IsTopic(thread));

    /// <summary>
    /// Grief is spoken of with words of other things ("I still want to call her every Sunday"), and a short remark that is little like a
    /// situation belongs to the feeling before it.
    /// </summary>
    private bool GoesOnWithFeeling(string heard, OfflineRequest request, string language) =>
        IsSituation(heard)
        && Thread(new(request, language, heard, 0), Near) is var (felt, _)
        && !Likeness.IsRelated(heard, felt)
        && (Likeness.IsRelated(felt, "grief") || (GoesOn(request.Text) && !IsTopic(felt) && !IsSituation(felt)))
        && Meanings(request.Text).Find(one => one.Name == heard).Score < (Likeness.IsRelated(felt, "grief") ? Likely : AfterFeeling);

    /// <summary>Whether a text asks how something is done with the hands or by a machine: advice for a person is none of it.</summary>
    private bool IsHowTo(string heard, string text) =>
        (heard is "advice" or "asks-how" or "question" or Repertoire.Neutral || IsTopic(heard) || Likeness.IsRelated(heard, "food"))
        && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= ShortestHowTo
        && HowTo().IsMatch(text)
        && !OfPeople().IsMatch(text);

    /// <summary>"أختي" is "أختك" in an answer; English has the words apart.</summary>
    private static string Yours(string relation) => relation.EndsWith('ي') ? $"{relation[..^1]}ك" : relation;

    private bool IsJoke(string answer, string language) =>
        _repertoires[language].To("asks-joke").Reflections.Any(joke => answer.StartsWith(joke, StringComparison.Ordinal));

    /// <summary>The game that goes on: the last answer was a fact or a riddle. Null: neither.</summary>
    private string? GameOf(string answer, string language) =>
        Array.Find(
            ["chat-fact", "chat-riddle"],
            name => _repertoires[language].To(name).Steps.Any(step => answer.Contains(step, StringComparison.OrdinalIgnoreCase))
        );

    private static string Lowered(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    /// <summary>
    /// As many ideas as are asked for: steps that belong to the topic of this message or an earlier one, then general ones.
    /// </summary>
    private IEnumerable<string> Ideas(Talk talk, int count)
    {
        // "Three ideas for a rainy Sunday" is not about the grief of before.
        var about = TopicsOf(talk.Request.Text);
        if (about.Count == 0 && !talk.Request.Text.Contains(" for ", StringComparison.OrdinalIgnoreCase) && Thread(talk) is var (thread, _))
        {
            about = [thread];
        }

        var ideas = about
            .SelectMany(topic => Fresh(_repertoires[talk.Language].To(topic).Steps, talk.Request.RecentAnswers, talk.Chance))
            .Where(step => !talk.Request.RecentAnswers.Any(answer => answer.Contains(step, StringComparison.OrdinalIgnoreCase)))
            .Take(count)
            .Concat(Fresh(_memory[talk.Language]["general"].Split('\n'), talk.Request.RecentAnswers, talk.Chance))
            .Take(count)
            .Select((idea, at) => $"{at + 1}. {idea}");
        var list = string.Join('\n', ideas);
        return Lines(talk, "ideas", ("count", _memory[talk.Language]["numbers"].Split('\n')[count - 2]))
            .Select(lead => $"{char.ToUpperInvariant(lead[0])}{lead[1..]}\n{list}");
    }

    /// <summary>Answers to a text that says little by itself: they go on with the feeling or topic of an earlier message.</summary>
    private IEnumerable<string> Continued(Talk talk)
    {
        if (
            !(talk.Heard is "short" or "yes" or "no" or "dont-know" or "asks-more" or "okay" or "laugh" or "tears" || IsReply(talk.Heard))
            || Thread(talk) is not var (name, text)
        )
        {
            return [];
        }

        var repertoire = _repertoires[talk.Language];
        var before =
            talk.Heard is not ("laugh" or "tears")
            && !IsReply(talk.Heard)
            && !ConversationMemory.IsQuestion(text)
            && !Recall.IsRequest(text)
            && OwnWords.Of(text, talk.Language) is { } words
            && IsHarmless(words)
            && !IsQuotedBefore(repertoire, talk)
                ? Fresh([.. Lines(talk, "before", ("words", words))], talk.Request.RecentAnswers, talk.Chance)
                : [];
        var openings = before
            .Concat(
                talk.Heard is "short" or "asks-more"
                    ? []
                    : Fresh(repertoire.To(talk.Heard).Reflections, talk.Request.RecentAnswers, talk.Chance)
            )
            .ToList();

        // After "i tried that" another way is due, and not a question.
        List<string> ways = talk.Heard is "reply-tried" or "reply-easier"
            ? Fresh(repertoire.To(name).Steps, talk.Request.RecentAnswers, talk.Chance)
            : [];
        var endings = ways.Concat(Fresh(repertoire.To(name).Following, talk.Request.RecentAnswers, talk.Chance))
            .Concat(Fresh(repertoire.To(name).Questions, talk.Request.RecentAnswers, talk.Chance))
            .Concat(Fresh(repertoire.To(name).Steps, talk.Request.RecentAnswers, talk.Chance))
            .Where(ending => !talk.Request.RecentAnswers.Any(answer => answer.Contains(ending, StringComparison.Ordinal)));
        if (openings.Count == 0 && IsQuotedBefore(repertoire, talk))
        {
            openings = [""];
        }

        return openings.Count == 0 ? [] : from ending in endings from opening in openings.Take(2) select $"{opening} {ending}".TrimStart();
    }

    /// <summary>Answers that take up the text itself, or the last feeling or topic of the conversation if the text names none.</summary>
    private IEnumerable<string> Taken(Talk talk, bool isFeeling, bool isStrong)
    {
        var repertoire = _repertoires[talk.Language];
        var isOpen = isFeeling || talk.Heard is Repertoire.Neutral or "procrastination";
        var words = isOpen && !ConversationMemory.IsQuestion(talk.Request.Text) ? OwnWords.Of(talk.Request.Text, talk.Language) : null;
        var frames = words is null ? [] : Frames(repertoire, words, talk);

        // Their own words take a text up better than "thank you for telling me".
        var repartee = repertoire.To(talk.Heard);
        if (talk.Heard == Repertoire.Neutral && GoesOn(talk.Request.Text) && Thread(talk, Near) is var (name, _))
        {
            // A question about the topic's usual course would not fit this text, and the feeling need not be named twice.
            var thread = repertoire.To(name);
            repartee = thread with
            {
                Reflections = [.. TakenUp(talk, name)],
                Strong = [],
                Questions =
                    thread.Following.Count == 0 ? thread.Questions
                    : IsSituation(name) ? [.. thread.Following, .. thread.Questions]
                    : thread.Following,
                Steps = thread.Following.Count == 0 || IsSituation(name) ? thread.Steps : [],
            };
        }

        if (repartee == repertoire.To(Repertoire.Neutral) && ConversationMemory.IsQuestion(talk.Request.Text))
        {
            repartee = repertoire.To("question");
        }
        else if (repartee == repertoire.To(Repertoire.Neutral) && IsStatement(talk.Request.Text))
        {
            return Joined(frames.Count > 0 ? frames : TakenUp(talk, null), AskedOn(talk, null));
        }

        return Answers(
            talk.Heard == Repertoire.Neutral && frames.Count > 0 ? repartee with { Reflections = [""] } : repartee,
            isStrong,
            frames,
            talk.Request.RecentAnswers,
            talk.Chance
        );
    }

    /// <summary>Whether a text is long enough to be taken up where its subject is not known, and no question.</summary>
    private static bool IsStatement(string text) => Plain.Words(text) >= ShortestTold && !ConversationMemory.IsQuestion(text);

    /// <summary>Whether a text that names nothing may be about the last subject.</summary>
    private static bool GoesOn(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MostOfARemark || Remark().IsMatch(text);

    /// <summary>
    /// The last earlier message with a feeling or a topic: the thread of the conversation. Null: there is none in the last ones.
    /// </summary>
    private (string Name, string Text)? Thread(Talk talk, int back = Back)
    {
        if (SubjectOf(talk.Request.EarlierMessages.TakeLast(back)) is { } subject)
        {
            return subject;
        }

        (string, string)? weak = null;
        foreach (var text in talk.Request.EarlierMessages.TakeLast(back).Reverse().Where(text => LanguageOf(text) == talk.Language))
        {
            if (TopicOf(text) is not { } name || IsChat(name))
            {
                continue;
            }

            if (!IsByWord(name, text))
            {
                return (name, text);
            }

            weak ??= (name, text);
        }

        return weak;
    }
}
