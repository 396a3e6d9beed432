using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Courses;

/// <summary>Writing courses: administrators only, drafts unseen, changes counted.</summary>
[Collection(nameof(CompanionTests))]
public sealed class AuthoringTests(CompanionApplication app)
{
    [Fact]
    public async Task OnlyAdministratorsWrite()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();
        (HttpMethod, string, object?)[] calls =
        [
            (HttpMethod.Post, "courses", TestCourses.Draft()),
            (HttpMethod.Patch, $"courses/{course}", new { title = "Mine" }),
            (HttpMethod.Delete, $"courses/{course}", null),
            (HttpMethod.Post, $"courses/{course}/publish", null),
            (HttpMethod.Post, $"courses/{course}/unpublish", null),
            (HttpMethod.Get, $"courses/{course}/source", null),
            (HttpMethod.Get, "courses/drafts", null),
            (HttpMethod.Post, $"courses/{course}/modules", TestCourses.ModuleDraft(9)),
            (HttpMethod.Patch, $"courses/{course}/modules/{modules[0]}", new { title = "Mine" }),
            (HttpMethod.Delete, $"courses/{course}/modules/{modules[0]}", null),
            (HttpMethod.Put, $"courses/{course}/modules/order", new { module_ids = modules }),
        ];
        foreach (var (method, path, body) in calls)
        {
            (await app.HttpAs(user, "attendee", "organizer", "moderator").AskAsync(method, path, body)).Status.ShouldBe(
                HttpStatusCode.Forbidden,
                $"{method} {path}"
            );
            (await app.Http().AskAsync(method, path, body)).Status.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
        }
    }

    [Fact]
    public async Task ADraftIsHiddenFromUsersUntilItIsPublished()
    {
        var user = await app.PersonAsync();
        await app.PlanAsync(user, "elite");
        var draft = await app.AdminAsync(HttpMethod.Post, "courses", TestCourses.Draft(title: "Zymurgy"), HttpStatusCode.Created);
        var id = draft.GetProperty("id").GetGuid();
        draft.GetProperty("modules")[0].GetProperty("quiz")[0].GetProperty("answer").GetInt32().ShouldBe(1);

        (await app.HttpAs(user).AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"courses/{id}")).Reason().ShouldBe("no_such_course");
        (await app.GetAsync(user, "courses?q=zymurgy")).GetProperty("total").GetInt64().ShouldBe(0);
        (await app.AdminAsync(HttpMethod.Get, "courses/drafts?q=zymurgy")).GetProperty("total").GetInt64().ShouldBe(1);
        await app.AdminAsync(HttpMethod.Get, $"courses/{id}");

        await app.AdminAsync(HttpMethod.Post, $"courses/{id}/publish");
        await app.AdminAsync(HttpMethod.Post, $"courses/{id}/publish");
        (await app.GetAsync(user, "courses?q=zymurgy&category=Growth")).GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(id);
        (await app.GetAsync(user, "courses?q=zymurgy&category=Wellness")).GetProperty("total").GetInt64().ShouldBe(0);
        (await app.AdminAsync(HttpMethod.Get, $"courses/{id}/source")).GetProperty("version").GetInt64().ShouldBe(2);
        (await app.AdminAsync(HttpMethod.Delete, $"courses/{id}", expected: HttpStatusCode.Conflict)).Reason().ShouldBe("course_published");
    }

    [Fact]
    public async Task OfTwoChangesOfTheSameVersionOneIsRefused()
    {
        var (course, modules) = await app.CourseAsync();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    app.HttpAs(Guid.CreateVersion7(), "admin")
                        .AskAsync(HttpMethod.Patch, $"courses/{course}", new { title = $"Title {i}", version = 2 })
                )
        );

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers
            .Where(answer => answer.Status != HttpStatusCode.OK)
            .ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict && answer.Body.Reason() == "version_conflict");
        (await app.AdminAsync(HttpMethod.Get, $"courses/{course}/source")).GetProperty("version").GetInt64().ShouldBe(3);
        foreach (
            var (path, body) in ((string, object)[])
                [($"modules/{modules[0]}", new { title = "x", version = 2 }), ("modules/order", new { module_ids = modules, version = 2 })]
        )
        {
            var method = path.EndsWith("order", StringComparison.Ordinal) ? HttpMethod.Put : HttpMethod.Patch;
            (await app.AdminAsync(method, $"courses/{course}/{path}", body, HttpStatusCode.Conflict)).Reason().ShouldBe("version_conflict");
        }
    }

    [Fact]
    public async Task AChangeSetsWhatIsGivenAndLeavesTheRest()
    {
        var (course, _) = await app.CourseAsync();

        var changed = await app.AdminAsync(
            HttpMethod.Patch,
            $"courses/{course}",
            new
            {
                description = "New.",
                image = "https://example.com/a.png",
                price_credits = (int?)null,
            }
        );

        (
            changed.GetProperty("title").GetString(),
            changed.GetProperty("description").GetString(),
            changed.GetProperty("image").GetString()
        ).ShouldBe(("A course", "New.", "https://example.com/a.png"));
        (changed.GetProperty("price_cents").GetInt64(), changed.GetProperty("price_credits").ValueKind).ShouldBe((990, JsonValueKind.Null));
        var same = await app.AdminAsync(HttpMethod.Patch, $"courses/{course}", new { description = "New." });
        same.GetProperty("version").GetInt64().ShouldBe(changed.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task ModulesAreAddedMovedChangedAndRemoved()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();
        await app.BuyAsync(user, course);
        await app.CompleteAsync(user, course, modules[0]);
        await app.CompleteAsync(user, course, modules[1]);

        var added = (await app.AdminAsync(HttpMethod.Post, $"courses/{course}/modules", TestCourses.ModuleDraft(4))).ModuleIds();
        added[..3].ShouldBe(modules);
        (await ProgressAsync()).ShouldBe((50, modules[2], null));
        Guid[] order = [added[3], modules[1], modules[0], modules[2]];
        (await app.AdminAsync(HttpMethod.Put, $"courses/{course}/modules/order", new { module_ids = order })).ModuleIds().ShouldBe(order);
        var changed = await app.AdminAsync(
            HttpMethod.Patch,
            $"courses/{course}/modules/{modules[2]}",
            new { title = "Last", quiz = (object?)null }
        );
        (
            changed.GetProperty("modules")[3].GetProperty("title").GetString(),
            changed.GetProperty("modules")[3].GetProperty("quiz").GetArrayLength()
        ).ShouldBe(("Last", 0));
        (await app.PostAsync(user, $"courses/{course}/modules/{modules[2]}/quiz", new { answers = new[] { 1 } }, HttpStatusCode.Conflict))
            .Reason()
            .ShouldBe("no_quiz");

        // All remaining modules are completed, so the course is completed and has its certificate.
        await app.AdminAsync(HttpMethod.Delete, $"courses/{course}/modules/{added[3]}");
        (await ProgressAsync()).Certificate.ShouldBeNull();
        await app.AdminAsync(HttpMethod.Delete, $"courses/{course}/modules/{modules[2]}");
        var (percent, current, certificate) = await ProgressAsync();
        (percent, current).ShouldBe((100, null));
        certificate.ShouldNotBeNull();

        // A later removal takes nothing back; a later addition has to be completed.
        await app.AdminAsync(HttpMethod.Delete, $"courses/{course}/modules/{modules[1]}");
        await app.AdminAsync(HttpMethod.Post, $"courses/{course}/modules", TestCourses.ModuleDraft(5));
        var after = await ProgressAsync();
        (after.Percent, after.Certificate).ShouldBe((50, certificate));
        (await app.EnrolmentAsync(user, course)).Version.ShouldBe(1);

        async Task<(int Percent, Guid? Current, string? Certificate)> ProgressAsync()
        {
            var progress = (await app.GetAsync(user, $"courses/{course}")).GetProperty("user_progress");
            var at = progress.GetProperty("current_module");
            return (
                progress.GetProperty("progress").GetInt32(),
                at.ValueKind == JsonValueKind.Null ? null : at.GetGuid(),
                progress.GetProperty("certificate_code").GetString()
            );
        }
    }

    [Fact]
    public async Task APublishedCourseKeepsAModule()
    {
        var (course, modules) = await app.CourseAsync(modules: 1);
        (await app.AdminAsync(HttpMethod.Delete, $"courses/{course}/modules/{modules[0]}", expected: HttpStatusCode.Conflict))
            .Reason()
            .ShouldBe("last_module");
        var empty = await app.AdminAsync(HttpMethod.Post, "courses", TestCourses.Draft(modules: 0), HttpStatusCode.Created);
        (await app.AdminAsync(HttpMethod.Post, $"courses/{empty.GetProperty("id").GetGuid()}/publish", expected: HttpStatusCode.Conflict))
            .Reason()
            .ShouldBe("no_modules");
    }

    [Fact]
    public async Task ACurrencyIsTakenInAnyCase()
    {
        var draft = JsonSerializer.SerializeToNode(TestCourses.Draft())!.AsObject();
        draft["currency"] = "usd";
        var made = await app.AdminAsync(HttpMethod.Post, "courses", draft, HttpStatusCode.Created);
        made.GetProperty("currency").GetString().ShouldBe("USD");

        var changed = await app.AdminAsync(HttpMethod.Patch, $"courses/{made.GetProperty("id").GetGuid()}", new { currency = "eur" });

        changed.GetProperty("currency").GetString().ShouldBe("EUR");
    }

    [Fact]
    public async Task APriceFromBeforeTheRuleDoesNotStandInTheWay()
    {
        var (course, _) = await app.CourseAsync();
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE courses SET currency = 'HUF' WHERE id = {course}"));

        await app.AdminAsync(HttpMethod.Patch, $"courses/{course}", new { description = "New." });

        await app.AdminAsync(HttpMethod.Patch, $"courses/{course}", new { price_cents = 991 }, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("title", "\"\"")]
    [InlineData("title", "null")]
    [InlineData("category", "\"growth\"")]
    [InlineData("category", "\"Money\"")]
    [InlineData("price_cents", "-1")]
    [InlineData("price_cents", "49")]
    [InlineData("price_cents", "0")]
    [InlineData("price_credits", "0")]
    [InlineData("currency", "\"XYZ\"")]
    [InlineData("currency", "\"HUF\"")]
    [InlineData("currency", "\"KPW\"")]
    [InlineData("image", "\"http://example.com\"")]
    public async Task ABadFieldIsRefusedAndNothingIsMade(string field, string value)
    {
        var draft = JsonSerializer.SerializeToNode(TestCourses.Draft(title: $"Bad {field}"))!.AsObject();
        draft[field] = System.Text.Json.Nodes.JsonNode.Parse(value);

        var (status, body) = await app.HttpAs(Guid.CreateVersion7(), "admin").AskAsync(HttpMethod.Post, "courses", draft);

        status.ShouldBe(HttpStatusCode.BadRequest, body.ToString());
        (await app.WithDbAsync(db => Task.FromResult(db.Courses.Count(course => course.Title == $"Bad {field}")))).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"question":"?","options":["a"],"answer":0,"explanation":"e"}""")]
    [InlineData("""{"question":"?","options":["a","a"],"answer":0,"explanation":"e"}""")]
    [InlineData("""{"question":"?","options":["a","b"],"answer":2,"explanation":"e"}""")]
    [InlineData("""{"question":"?","options":["a","b"],"answer":-1,"explanation":"e"}""")]
    [InlineData("""{"question":"?","options":["a",""],"answer":0,"explanation":"e"}""")]
    [InlineData("""{"question":"?","options":["a","b"],"answer":0}""")]
    public async Task AQuestionThatCannotBeAnsweredIsRefused(string question)
    {
        var (course, modules) = await app.CourseAsync();
        var quiz = JsonSerializer.Deserialize<JsonElement>($"[{question}]");

        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Post, "modules"), (HttpMethod.Patch, $"modules/{modules[0]}")])
        {
            object body =
                method == HttpMethod.Post
                    ? new
                    {
                        title = "M",
                        duration_minutes = 5,
                        content = "c",
                        quiz,
                    }
                    : new { quiz };
            await app.AdminAsync(method, $"courses/{course}/{path}", body, HttpStatusCode.BadRequest);
        }

        (await app.AdminAsync(HttpMethod.Get, $"courses/{course}/source")).GetProperty("version").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task AnOrderOfModulesNamesEachOnce()
    {
        var (course, modules) = await app.CourseAsync();
        Guid[][] wrong =
        [
            [modules[0]],
            [modules[0], modules[0], modules[1]],
            [.. modules, Guid.CreateVersion7()],
            [modules[0], modules[1], Guid.CreateVersion7()],
            [],
        ];
        foreach (var order in wrong)
        {
            await app.AdminAsync(HttpMethod.Put, $"courses/{course}/modules/order", new { module_ids = order }, HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData("courses?category=growth")]
    [InlineData("courses?q=")]
    [InlineData("courses?limit=0")]
    [InlineData("courses?page=0")]
    [InlineData("courses?limit=101")]
    public async Task ABadQueryIsRefused(string path) =>
        await app.HttpAs(await app.PersonAsync()).AskAsync(HttpStatusCode.BadRequest, HttpMethod.Get, path);
}
