using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Community.Platform.Access.Authorization;
using Community.Platform.Data.Idempotency;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Community.Platform.Storage;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Platform.Tests.Idempotency;

internal sealed record NewNote(string Text);

internal sealed record AnswerWithSecret(string Text, SecretPart Part);

internal sealed record SecretPart([property: Secret] string Secret);

/// <summary>A request that is sent twice takes effect once.</summary>
public sealed class IdempotencyTests(TestServers servers) : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SpoolSpace _spool = new(mebiBytes: 1);
    private SampleService _service = null!;

    public async ValueTask InitializeAsync()
    {
        // With this small pool, requests that hold a connection while they request another one would soon block each other.
        _service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("idempotency") + ";Maximum Pool Size=4",
            await servers.CreateVirtualHostAsync(),
            endpoints: Map,
            services: services =>
            {
                services.AddSingleton(_spool);
                services.AddSingleton<IBodySpool>(new BodySpool(_spool));
                services.AddSingleton<IExceptionProblems, StorageProblems>();
            }
        );
        // Until identity's keys and ended sessions are known, every token gets 503.
        await Poll.UntilAsync(async () => (await As().GetAsync("/count")).IsSuccessStatusCode);
        _calls.Clear();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task TheSameRequestGetsTheFirstAnswerAgain()
    {
        var user = As();
        using var first = await PostAsync(user, "/notes", "k1", new NewNote("hello"));
        using var second = await PostAsync(user, "/notes", "k1", new NewNote("hello"));

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        _calls["/notes"].ShouldBe(1);
        (await NotesAsync()).ShouldBe(["hello"]);
    }

    [Fact]
    public async Task AnotherBodyOrQueryUnderTheSameKeyIsRefused()
    {
        var user = As();
        await PostAsync(user, "/notes", "k1", new NewNote("one"));
        (await PostAsync(user, "/notes", "k1", new NewNote("two"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(user, "/notes?x=1", "k1", new NewNote("one"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await NotesAsync()).ShouldBe(["one"]);
    }

    [Fact]
    public async Task AKeyCountsForItsCallerAndRouteOnly()
    {
        await PostAsync(As(), "/notes", "k1", new NewNote("mine"));
        (await PostAsync(As(), "/notes", "k1", new NewNote("yours"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        var user = As();
        await PostAsync(user, "/notes", "k2", new NewNote("a"));
        (await PostAsync(user, "/units", "k2", new NewNote("b"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await NotesAsync()).ShouldBe(["a", "b", "mine", "yours"]);
    }

    [Fact]
    public async Task RequestsAtTheSameTimeActOnce()
    {
        var user = As();
        var running = Enumerable.Range(0, 8).Select(_ => PostAsync(user, "/slow", "k1", new NewNote("slow"))).ToList();
        await Poll.UntilAsync(() => running.Count(request => request.IsCompleted) == 7);
        _gate.SetResult();
        var answers = await Task.WhenAll(running);

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.Conflict).ToList();
        refused.Count.ShouldBe(7);
        refused.ShouldAllBe(answer =>
            answer.Headers.RetryAfter != null && answer.Content.Headers.ContentType!.MediaType == "application/problem+json"
        );
        (await NotesAsync()).ShouldBe(["slow"]);
        (await PostAsync(user, "/slow", "k1", new NewNote("slow"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        _calls["/slow"].ShouldBe(1);
    }

    [Fact]
    public async Task AFailureKeepsNothing()
    {
        var user = As();
        (await PostAsync(user, "/throws-first", "k1", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await NotesAsync()).ShouldBeEmpty();
        (await PostAsync(user, "/throws-first", "k1", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await NotesAsync()).ShouldBe(["x"]);
    }

    [Fact]
    public async Task ARefusalIsNotKept()
    {
        var user = As();
        (await PostAsync(user, "/refuses-first", "k1", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(user, "/refuses-first", "k1", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(user, "/refuses-first", "k1", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        _calls["/refuses-first"].ShouldBe(2);
    }

    [Fact]
    public async Task AnOrderToPayIsKept()
    {
        var user = As();
        using var first = await PostAsync(user, "/pay", "k1", new NewNote("x"));
        using var second = await PostAsync(user, "/pay", "k1", new NewNote("x"));
        first.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        _calls["/pay"].ShouldBe(1);
    }

    [Fact]
    public async Task AUnitOfWorkJoinsTheKeysTransaction()
    {
        var user = As();
        await PostAsync(user, "/units", "k1", new NewNote("x"));
        await PostAsync(user, "/units", "k1", new NewNote("x"));
        _calls["/units"].ShouldBe(1);
        (await NotesAsync()).ShouldBe(["x"]);

        // The same text again, with another key: the whole unit fails, the handler answers, and nothing is stored.
        (await PostAsync(user, "/units", "k2", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await NotesAsync()).ShouldBe(["x"]);
    }

    [Fact]
    public async Task ManyRequestsWithKeysNeedNoMoreConnectionsThanWithout()
    {
        var user = As();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(number => PostAsync(user, "/apart", $"k{number}", new NewNote($"{number}")))
        );
        answers.Select(answer => answer.StatusCode).Distinct().ShouldBe([HttpStatusCode.OK]);
        (await NotesAsync()).Count.ShouldBe(64);
        var again = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(number => PostAsync(user, "/apart", $"k{number}", new NewNote($"{number}")))
        );
        again.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK && answer.Headers.Contains("Idempotent-Replayed"));
    }

    [Fact]
    public async Task AKeyWhoseProcessDiedBeforeTheAnswerIsAnsweredByTheRepeat()
    {
        var user = As();
        await PostAsync(user, "/apart", "k1", new NewNote("x"));
        await _service.SqlAsync(
            $"UPDATE idempotency_keys SET answer = NULL, status = NULL, holder = gen_random_uuid(), leased_until = now() + interval '2 seconds'"
        );

        using var soon = await PostAsync(user, "/apart", "k1", new NewNote("x"));
        soon.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        soon.Headers.RetryAfter.ShouldNotBeNull();
        await Poll.UntilAsync(async () => (await PostAsync(user, "/apart", "k1", new NewNote("x"))).StatusCode == HttpStatusCode.OK);
        (await NotesAsync()).ShouldBe(["x"]);
        _calls["/apart"].ShouldBe(2, "it ran again, and found what it had done");
        (await PostAsync(user, "/apart", "k1", new NewNote("x"))).Headers.Contains("Idempotent-Replayed").ShouldBeTrue();
    }

    [Fact]
    public async Task ARequestThatLostTheKeyToAnotherCommitsNothing()
    {
        var user = As();
        var slow = PostAsync(user, "/slow", "k1", new NewNote("slow"));
        await Poll.UntilAsync(() => _calls.ContainsKey("/slow"));
        await _service.SqlAsync($"UPDATE idempotency_keys SET holder = gen_random_uuid()");
        _gate.SetResult();
        (await slow).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await NotesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ALongRequestKeepsItsKey()
    {
        var user = As();
        var slow = PostAsync(user, "/slow", "k1", new NewNote("slow"));
        await Poll.UntilAsync(() => _calls.ContainsKey("/slow"));
        await _service.SqlAsync($"UPDATE idempotency_keys SET leased_until = now() + interval '5 seconds'");
        await Poll.UntilAsync(async () =>
            await _service.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT leased_until > now() + interval '5 seconds' AS "Value" FROM idempotency_keys""")
                    .SingleAsync()
            )
        );
        _gate.SetResult();
        (await slow).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutACallerNothingIsStoredAndNoCallerGetsAnothersAnswer()
    {
        using var one = await PostAsync(_service.Http, "/open", "the-same-key-of-two", new NewNote("mine"));
        using var other = await PostAsync(_service.Http, "/open", "the-same-key-of-two", new NewNote("mine"));
        (await other.Content.ReadAsStringAsync()).ShouldNotBe(await one.Content.ReadAsStringAsync());
        other.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        _calls["/open"].ShouldBe(2);
        (await KeyCountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task AnEffectIsKnownByAValueOfItsCallerRouteAndKey()
    {
        var (user, other) = (As(), As());
        async Task<string> IdAsync(HttpClient http, string key) =>
            await (await PostAsync(http, "/key-id", key, new NewNote(Guid.CreateVersion7().ToString()))).Content.ReadAsStringAsync();
        var id = await IdAsync(user, "the-key-of-an-effect");
        Guid.TryParse(id.Trim('"'), out _).ShouldBeTrue();
        (await IdAsync(user, "the-key-of-an-effect")).ShouldBe(id);
        (await IdAsync(user, "the-key-of-another")).ShouldNotBe(id);
        (await IdAsync(other, "the-key-of-an-effect")).ShouldNotBe(id);
        using var plain = await user.PostAsJsonAsync("/key-id", new { text = "x" });
        (await plain.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AStatementThatWouldCommitWithoutTheAnswerIsRefused()
    {
        (await As().PostAsJsonAsync("/loose", new { text = "x" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(As(), "/loose", "k1", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task BytesAreGivenAgainAsTheyWere()
    {
        var user = As();
        (await (await PostAsync(user, "/bytes", "k1", new NewNote("x"))).Content.ReadAsByteArrayAsync()).ShouldBe(AllBytes);
        using var second = await PostAsync(user, "/bytes", "k1", new NewNote("x"));
        (await second.Content.ReadAsByteArrayAsync()).ShouldBe(AllBytes);
        second.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
    }

    [Fact]
    public async Task NothingIsAnsweredAgainAsNothing()
    {
        var user = As();
        using var first = await PostAsync(user, "/nothing", "k1", new NewNote("x"));
        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var second = await PostAsync(user, "/nothing", "k1", new NewNote("x"));
        second.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        second.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        _calls["/nothing"].ShouldBe(1);
    }

    [Fact]
    public async Task AnAnswerCannotBeReadFromTheDatabase()
    {
        await PostAsync(As(), "/notes", "my-own-key", new NewNote("a secret told once"));
        var rows = await _service.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"""SELECT encode(answer || id || request_hash, 'escape') AS "Value" FROM idempotency_keys""")
                .ToListAsync()
        );
        rows.Count.ShouldBe(1);
        rows[0].ShouldNotContain("secret");
        rows[0].ShouldNotContain("my-own-key");
    }

    [Fact]
    public async Task AnAnswerWithASecretCannotBeReadWithTheKeyAndTheDatabaseAlone()
    {
        var (user, id) = (Guid.CreateVersion7(), "a-key-of-16-characters");
        var http = As(user);
        using var first = await PostAsync(http, "/secret", id, new NewNote("x"));
        using var again = await PostAsync(http, "/secret", id, new NewNote("x"));
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await first.Content.ReadAsStringAsync()).ShouldContain("whsec_");
        await PostAsync(http, "/notes", id, new NewNote("no secret"));

        // A client may count its keys up: a thief of the database can try them.
        var stored = await AnswersAsync();
        stored.Count.ShouldBe(2);
        GuessOf("/notes").Open(stored[1]).ShouldNotBeNull();
        GuessOf("/secret").Open(stored[0]).ShouldBeNull();

        IdempotentRequest GuessOf(string path) =>
            IdempotentRequest.For(
                new DefaultHttpContext { Request = { Method = "POST", Path = path } },
                user.ToString(),
                id,
                [],
                answerKey: null
            );
    }

    [Fact]
    public async Task AnAnswerOfAnInstanceOfAnEarlierVersionIsRepeated()
    {
        var (user, id) = (Guid.CreateVersion7(), "a-key-of-16-characters");
        var http = As(user);
        using var first = await PostAsync(http, "/secret", id, new NewNote("x"));
        var former = IdempotentRequest.For(
            new DefaultHttpContext { Request = { Method = "POST", Path = "/secret" } },
            user.ToString(),
            id,
            [],
            answerKey: null
        );
        await _service.SqlAsync($"UPDATE idempotency_keys SET answer = {former.Seal(new(201, "text/plain", null, "before"u8.ToArray()))}");
        (await (await PostAsync(http, "/secret", id, new NewNote("x"))).Content.ReadAsStringAsync()).ShouldBe("before");
    }

    [Fact]
    public async Task AnAnswerThatIsNotReadableHereIsAskedForElsewhereAndLaterGivenUp()
    {
        var (user, id) = (Guid.CreateVersion7(), "a-key-of-16-characters");
        var http = As(user);
        using var first = await PostAsync(http, "/secret", id, new NewNote("x"));
        var request = IdempotentRequest.For(
            new DefaultHttpContext { Request = { Method = "POST", Path = "/secret" } },
            user.ToString(),
            id,
            [],
            answerKey: null
        );
        foreach (var answer in new[] { new byte[60], new byte[3], request.SealText("[\"of a later version\"]"u8) })
        {
            await _service.SqlAsync($"UPDATE idempotency_keys SET answer = {answer}");
            using var elsewhere = await PostAsync(http, "/secret", id, new NewNote("x"));
            elsewhere.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            elsewhere.Headers.RetryAfter.ShouldNotBeNull();
        }

        await _service.SqlAsync($"UPDATE idempotency_keys SET created_at = now() - interval '16 minutes'");
        using var lost = await PostAsync(http, "/secret", id, new NewNote("x"));
        lost.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await lost.Content.ReadAsStringAsync()).ShouldContain("idempotency_answer_unreadable");
        _calls["/secret"].ShouldBe(1);
    }

    [Fact]
    public async Task TheFileOfAKeyedRequestIsCountedAmongTheFilesOnTheirWay()
    {
        var http = As();
        var first = FileAsync(300_000);
        await Poll.UntilAsync(() => _calls.ContainsKey("/file"));
        _spool.Taken.ShouldBe(300_000);
        using (var other = _spool.Take(500_000))
        {
            (await FileAsync(400_000)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        _gate.SetResult();
        (await (await first).Content.ReadAsStringAsync()).ShouldBe("300000");
        await Poll.UntilAsync(() => _spool.Taken == 0);

        async Task<HttpResponseMessage> FileAsync(int length)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/file") { Content = new ByteArrayContent(new byte[length]) };
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
            return await http.SendAsync(request);
        }
    }

    [Fact]
    public async Task WhileTheDatabaseHangsOnlySoManyKeysWait()
    {
        var keys = _service.Services.GetRequiredService<IdempotencyKeys>();
        var asked = new List<Task>();
        await using (var connection = await _service.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync())
        await using (var hanging = await connection.BeginTransactionAsync())
        {
            await using var held = new NpgsqlCommand("LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE", connection);
            await held.ExecuteNonQueryAsync();
            asked.AddRange(Enumerable.Range(0, 5_000).Select(_ => keys.ReserveAsync(Guid.CreateVersion7().ToByteArray(), [])));
            var refused = await Task.WhenAny(asked);
            (await Should.ThrowAsync<ProblemException>(() => refused)).Problem.StatusCode.ShouldBe(503);
            // None has waited so far: those beyond the most are refused at once.
            asked.Count(one => one.IsFaulted).ShouldBeInRange(1, 4_900);
            await hanging.RollbackAsync();
        }

        await Task.WhenAll(asked).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task AfterADayAKeyStartsAnew()
    {
        var user = As();
        await PostAsync(user, "/notes", "k1", new NewNote("old"));
        await _service.SqlAsync($"UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 minute'");
        (await PostAsync(user, "/notes", "k1", new NewNote("new"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PostAsync(user, "/notes", "k1", new NewNote("new"))).Headers.Contains("Idempotent-Replayed").ShouldBeTrue();
        (await NotesAsync()).ShouldBe(["new", "old"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("of-15-letters--")]
    [InlineData("a long key of a caf\u00e9")]
    [InlineData("a long key with tab\there")]
    public async Task AKeyThatIsNoneIsRefused(string key) => await RefusedAsync(key);

    [Fact]
    public async Task AKeyThatIsTooLongIsRefused()
    {
        await RefusedAsync(new string('k', 256));
        (await PostAsync(As(), "/notes", new string('k', 255), new NewNote("longest"))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task TwoKeysAreRefused()
    {
        // By hand, because HttpClient would join them into one header.
        using var client = new TcpClient(_service.Http.BaseAddress!.Host, _service.Http.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /notes HTTP/1.1\r\nHost: x\r\nAuthorization: {As().DefaultRequestHeaders.Authorization}\r\nIdempotency-Key: the-first-of-two\r\n"
                    + "Idempotency-Key: the-other-of-two\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"text\":\"x\"}"
            )
        );
        (await new StreamReader(stream).ReadLineAsync()).ShouldBe("HTTP/1.1 400 Bad Request");
        _calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task WithoutAKeyAndWhereNoneIsAskedForNothingIsKept()
    {
        var user = As();
        using (var plain = await user.PostAsJsonAsync("/notes", new { text = "a" }))
        {
            plain.StatusCode.ShouldBe(HttpStatusCode.Created);
        }
        for (var i = 0; i < 2; i++)
        {
            using var get = new HttpRequestMessage(HttpMethod.Get, "/count") { Headers = { { "Idempotency-Key", "k1" } } };
            (await user.SendAsync(get)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _calls["/count"].ShouldBe(2);
        (await KeyCountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task AStrangerIsRefusedBeforeTheKeyCounts()
    {
        (await PostAsync(_service.Http, "/notes", "k1", new NewNote("x"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await KeyCountAsync()).ShouldBe(0);
    }

    private static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    private void Map(WebApplication app)
    {
        var notes = app.MapGroup("").RequireAuthorization(Policies.SignedIn);
        notes
            .MapPost(
                "/notes",
                async (NewNote body, SampleDb db) =>
                {
                    Called("/notes");
                    var note = await AddAsync(db, body);
                    return TypedResults.Created($"/notes/{note.Id}", new { note.Id, note.Text });
                }
            )
            .Idempotent();
        notes
            .MapPost(
                "/units",
                async Task<IResult> (NewNote body, SampleDb db) =>
                {
                    Called("/units");
                    try
                    {
                        return TypedResults.Ok(
                            await db.InTransactionAsync(async () =>
                            {
                                await AddAsync(db, new NewNote(body.Text + " before"));
                                await AddAsync(db, body);
                                db.Publish(SampleService.Event());
                                await db.SaveChangesAsync();
                                return await db.Notes.Where(note => note.Text == body.Text + " before").ExecuteDeleteAsync();
                            })
                        );
                    }
                    catch (DbUpdateException)
                    {
                        return Problem.Conflict("there is one");
                    }
                }
            )
            .Idempotent();
        notes
            .MapPost(
                "/slow",
                async (NewNote body, SampleDb db) =>
                {
                    Called("/slow");
                    await _gate.Task;
                    return TypedResults.Ok(await AddAsync(db, body));
                }
            )
            .Idempotent();
        notes
            .MapPost(
                "/apart",
                async (NewNote body, IServiceScopeFactory scopes, SampleDb own) =>
                {
                    // Like a group commit or a payment page: another unit has the effect, and a repetition recognizes it.
                    Called("/apart");
                    await own.Notes.AnyAsync(note => note.Text == body.Text);
                    await using var scope = scopes.CreateAsyncScope();
                    var db = scope.ServiceProvider.GetRequiredService<SampleDb>();
                    return TypedResults.Ok(await db.Notes.SingleOrDefaultAsync(note => note.Text == body.Text) ?? await AddAsync(db, body));
                }
            )
            .Idempotent();
        notes
            .MapPost(
                "/loose",
                async (NewNote body, SampleDb db) =>
                    TypedResults.Ok(await db.Notes.Where(note => note.Text == body.Text).ExecuteDeleteAsync())
            )
            .Idempotent();
        notes.MapPost("/key-id", (NewNote body, HttpContext http) => TypedResults.Ok(http.IdempotencyKeyId())).IdempotentByEffect();
        app.MapPost("/open", (NewNote body) => TypedResults.Ok($"{body.Text} {Called("/open")}")).AllowAnonymous().Idempotent();
        notes
            .MapPost(
                "/throws-first",
                async (NewNote body, SampleDb db) =>
                {
                    var note = await AddAsync(db, body);
                    return Called("/throws-first") == 1 ? throw new InvalidOperationException("first") : TypedResults.Ok(note);
                }
            )
            .Idempotent();
        notes
            .MapPost(
                "/refuses-first",
                IResult (NewNote body) => Called("/refuses-first") == 1 ? Problem.Conflict("not now") : TypedResults.Ok(body)
            )
            .Idempotent();
        notes.MapPost("/pay", () => Problem.PlanRequired("premium", $"order {Called("/pay")}")).Idempotent();
        notes
            .MapPost(
                "/secret",
                (NewNote body) =>
                    TypedResults.Ok(new AnswerWithSecret(body.Text, new SecretPart("whsec_" + Guid.CreateVersion7() + Called("/secret"))))
            )
            .Idempotent();
        notes
            .MapPost(
                "/file",
                async (HttpRequest request) =>
                {
                    Called("/file");
                    await _gate.Task;
                    using var bytes = new MemoryStream();
                    await request.Body.CopyToAsync(bytes);
                    return TypedResults.Text($"{bytes.Length}");
                }
            )
            .WithMetadata(new UploadLimit(1_000_000))
            .Idempotent();
        notes.MapPost("/bytes", () => TypedResults.Bytes(AllBytes)).Idempotent();
        notes
            .MapPost(
                "/nothing",
                () =>
                {
                    Called("/nothing");
                    return TypedResults.NoContent();
                }
            )
            .Idempotent();
        notes.MapGet("/count", () => Called("/count"));
    }

    private int Called(string route) => _calls.AddOrUpdate(route, 1, (_, calls) => calls + 1);

    private static async Task<Note> AddAsync(SampleDb db, NewNote body)
    {
        var note = new Note(Guid.CreateVersion7(), body.Text);
        db.Add(note);
        await db.SaveChangesAsync();
        return note;
    }

    private Task<List<byte[]>> AnswersAsync() =>
        _service.WithDbAsync(db =>
            db.Database.SqlQuery<byte[]>($"""SELECT answer AS "Value" FROM idempotency_keys ORDER BY created_at""").ToListAsync()
        );

    private HttpClient As(Guid? user = null)
    {
        var http = new HttpClient { BaseAddress = _service.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _service.Token(user ?? Guid.CreateVersion7()));
        return http;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string key, NewNote body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { text = body.Text }) };
        request.Headers.Add("Idempotency-Key", key.PadRight(16, '-'));
        return await http.SendAsync(request);
    }

    private async Task RefusedAsync(string key)
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
        using var http = new HttpClient(handler) { BaseAddress = _service.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = As().DefaultRequestHeaders.Authorization;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/notes") { Content = JsonContent.Create(new { text = "x" }) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _calls.ShouldBeEmpty();
    }

    private Task<List<string>> NotesAsync() =>
        _service.WithDbAsync(db => db.Notes.Select(note => note.Text).OrderBy(text => text).ToListAsync());

    private Task<int> KeyCountAsync() =>
        _service.WithDbAsync(db => db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM idempotency_keys""").SingleAsync());
}
