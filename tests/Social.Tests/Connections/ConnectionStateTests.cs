using Community.Contracts.Social;
using Community.Social.Connections;
using Community.Social.Relations;

namespace Community.Social.Tests.Connections;

/// <summary>The rules as a table: the result of each act in each state.</summary>
public sealed class ConnectionStateTests
{
    private const string None = "none";
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RelationOptions Options = new() { AskAgainDays = 30, MaxWithdrawals = 2 };

    /// <summary>The results for the asker and the asked, for: ask, accept, decline, end, block. No earlier act was recent.</summary>
    private static readonly (string Status, string Asker, string Asked)[] Table =
    [
        (
            None,
            "Request NoSuchConnection NoSuchConnection NoSuchConnection Nothing",
            "Request NoSuchConnection NoSuchConnection NoSuchConnection Nothing"
        ),
        ("pending", "Request NoSuchConnection NoSuchConnection Withdraw Withdraw", "Connect Connect Decline NoSuchConnection Decline"),
        (
            "accepted",
            "AlreadyConnected NoSuchConnection NoSuchConnection Remove Remove",
            "AlreadyConnected Nothing AlreadyConnected Remove Remove"
        ),
        (
            "declined",
            "Request NoSuchConnection NoSuchConnection WithdrawUnheard WithdrawUnheard",
            "Connect NoSuchConnection Nothing NoSuchConnection Nothing"
        ),
        (
            "withdrawn",
            "Request NoSuchConnection NoSuchConnection NoSuchConnection Nothing",
            "Request NoSuchConnection NoSuchConnection NoSuchConnection Nothing"
        ),
        (
            "removed",
            "Request NoSuchConnection NoSuchConnection NoSuchConnection Nothing",
            "Request NoSuchConnection NoSuchConnection NoSuchConnection Nothing"
        ),
    ];

    public static TheoryData<string, bool, string, string> Moves
    {
        get
        {
            var moves = new TheoryData<string, bool, string, string>();
            foreach (var (status, asker, asked) in Table)
            {
                foreach (var (act, index) in Enum.GetNames<ConnectionCommand>().Select((act, index) => (act, index)))
                {
                    moves.Add(status, true, act, asker.Split(' ')[index]);
                    moves.Add(status, false, act, asked.Split(' ')[index]);
                }
            }

            return moves;
        }
    }

    [Theory, MemberData(nameof(Moves))]
    public void EachActInEachState(string status, bool isAsker, string act, string move) =>
        ConnectionState.Decide(Enum.Parse<ConnectionCommand>(act), new(status == None ? null : status, isAsker)).ToString().ShouldBe(move);

    [Theory]
    [InlineData("pending", true, true, false, false, "AlreadyAsked")]
    [InlineData("pending", false, true, false, false, "Connect")]
    [InlineData("declined", true, true, true, false, "AlreadyAsked")]
    [InlineData("declined", true, false, true, false, "RequestUnheard")]
    [InlineData("declined", false, true, true, false, "Connect")]
    [InlineData("withdrawn", true, true, false, false, "Request")]
    [InlineData("withdrawn", true, true, true, false, "RequestUnheard")]
    [InlineData("withdrawn", true, true, true, true, "AskedTooOften")]
    [InlineData("withdrawn", true, true, false, true, "AskedTooOften")]
    [InlineData("withdrawn", false, true, true, true, "Request")]
    [InlineData("removed", true, true, false, false, "Request")]
    public void AskingAgain(
        string status,
        bool isAsker,
        bool isAskedLately,
        bool isDeclinedLately,
        bool isWithdrawnTooOften,
        string move
    ) =>
        ConnectionState
            .Decide(ConnectionCommand.Ask, new(status, isAsker, isAskedLately, isDeclinedLately, isWithdrawnTooOften))
            .ToString()
            .ShouldBe(move);

    /// <summary>
    /// After a decline, an asker gets the same answers at any time as without it. Both cases are played for every history of up to six
    /// steps: asking, withdrawing, and a time that is shorter or longer than the required wait.
    /// </summary>
    [Fact]
    public void AnAskerCannotTellADeclineFromSilence()
    {
        var stories = 0;
        foreach (var story in Stories(6))
        {
            foreach (var declinedAfter in Enumerable.Range(1, story.Length))
            {
                Answers(story, declinedAfter).ShouldBe(Answers(story, declinedAfter: null), $"{story}, declined after {declinedAfter}");
                stories++;
            }
        }

        stories.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public void ADeclinedRequestIsNotRepeatedForAWhile()
    {
        foreach (var story in Stories(5))
        {
            var (asker, asked) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var connection = Fresh(asker, asked);
            var now = Now;
            ConnectionState.Apply(connection, ConnectionMove.Request, asker, now, Options);
            ConnectionState
                .Apply(connection, ConnectionMove.Decline, asked, now, Options)
                .ShouldBeOfType<ConnectionRemoved>()
                .Reason.ShouldBe("declined");
            foreach (var step in story)
            {
                now += Passing(step);
                var move = ConnectionState.Decide(Act(step), ConnectionState.Of(connection, asker, now, Options));
                if (move < ConnectionMove.AlreadyConnected)
                {
                    var heard = ConnectionState.Apply(connection, move, asker, now, Options);
                    (heard is not null && now < Now + Options.AskAgain).ShouldBeFalse(story);
                }

                if (connection.DeclinedAt is null)
                {
                    break;
                }
            }
        }
    }

    private static IEnumerable<string> Stories(int length) =>
        length == 0
            ? [""]
            : Stories(length - 1)
                .SelectMany(story =>
                    story.Length < length - 1 ? [story] : new[] { story, story + 'a', story + 'w', story + 's', story + 'l' }
                );

    /// <summary>The answers to each of the asker's steps, and the asker's view after it.</summary>
    private static string Answers(string story, int? declinedAfter)
    {
        var (asker, asked) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var connection = Fresh(asker, asked);
        var now = Now;
        ConnectionState.Apply(connection, ConnectionMove.Request, asker, now, Options);
        var answers = new List<string>();
        for (var i = 0; i < story.Length; i++)
        {
            if (i + 1 == declinedAfter && connection.Status == ConnectionStatus.Pending)
            {
                ConnectionState.Apply(connection, ConnectionMove.Decline, asked, now, Options);
            }

            now += Passing(story[i]);
            var move = ConnectionState.Decide(Act(story[i]), ConnectionState.Of(connection, asker, now, Options));
            if (move < ConnectionMove.AlreadyConnected)
            {
                ConnectionState.Apply(connection, move, asker, now, Options);
            }

            var isPending = connection.Status is ConnectionStatus.Pending or ConnectionStatus.Declined;
            answers.Add($"{move.ToString().Replace("Unheard", "", StringComparison.Ordinal)} {isPending} {connection.RequestedAt - Now}");
        }

        return string.Join(", ", answers);
    }

    /// <summary>a(sk) and w(ithdraw) at once; s(hort) and l(ong): ask after a time.</summary>
    private static ConnectionCommand Act(char step) => step == 'w' ? ConnectionCommand.End : ConnectionCommand.Ask;

    private static TimeSpan Passing(char step) =>
        step switch
        {
            's' => TimeSpan.FromDays(20),
            'l' => TimeSpan.FromDays(40),
            _ => TimeSpan.FromMinutes(1),
        };

    private static Connection Fresh(Guid from, Guid to)
    {
        var (low, high) = Pair.InOrder(from, to);
        return new()
        {
            Id = Guid.CreateVersion7(),
            LowId = low,
            HighId = high,
            FromId = from,
            ToId = to,
            Status = ConnectionStatus.Pending,
            Version = 0,
            RequestedAt = Now,
        };
    }
}
