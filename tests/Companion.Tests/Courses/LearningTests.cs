using System.Net;
using System.Text.Json;
using Community.Companion.Courses;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Courses;

/// <summary>Reading, completing and answering: modules that the caller does not own stay hidden, and progress is counted.</summary>
[Collection(nameof(CompanionTests))]
public sealed class LearningTests(CompanionApplication app)
{
    [Fact]
    public async Task AUserWithoutTheCourseReadsItsFirstModuleOnly()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();

        var shown = await app.GetAsync(user, $"courses/{course}");

        var text = shown.ToString();
        text.ShouldContain("The secret of module 1.");
        foreach (
            var hidden in (string[])
                ["The secret of module 2", "The secret of module 3", "videos.example/2", "The reason of", "answer", "explanation"]
        )
        {
            text.ShouldNotContain(hidden);
        }

        var listed = shown.GetProperty("course").GetProperty("modules");
        listed.EnumerateArray().Select(module => module.GetProperty("is_preview").GetBoolean()).ShouldBe([true, false, false]);
        listed[0].GetProperty("content_html").GetString().ShouldBe("<p>The secret of module 1.</p>");
        (
            listed[1].GetProperty("content").ValueKind,
            listed[1].GetProperty("quiz").ValueKind,
            listed[1].GetProperty("total_questions").GetInt32()
        ).ShouldBe((JsonValueKind.Null, JsonValueKind.Null, 2));
        shown.GetProperty("user_progress").GetProperty("current_module").GetGuid().ShouldBe(modules[0]);
        foreach (var list in (string[])["courses", "courses?q=course", "courses/mine"])
        {
            (await app.GetAsync(user, list)).ToString().ShouldNotContain("The secret");
        }
    }

    [Fact]
    public async Task WhatIsWrittenIsShownAsSafeHtml()
    {
        var created = await app.AdminAsync(
            HttpMethod.Post,
            "courses",
            new
            {
                title = "Safe",
                description = "Safe.",
                category = "Growth",
                modules = new[]
                {
                    new
                    {
                        title = "One",
                        duration_minutes = 1,
                        content = "## Hm\n\n<script>alert(1)</script> [x](javascript:alert(1))",
                    },
                },
            },
            HttpStatusCode.Created
        );
        var id = created.GetProperty("id").GetGuid();
        await app.AdminAsync(HttpMethod.Post, $"courses/{id}/publish");

        var html = (await app.GetAsync(await app.PersonAsync(), $"courses/{id}"))
            .GetProperty("course")
            .GetProperty("modules")[0]
            .GetProperty("content_html")
            .GetString()!;

        html.ShouldContain("<h2>Hm</h2>");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("javascript:");
    }

    [Fact]
    public async Task QuizAnswersAreToldAfterAnsweringOnly()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();
        await app.BuyAsync(user, course);
        var shown = (await app.GetAsync(user, $"courses/{course}")).ToString();
        shown.ShouldContain("The secret of module 3");
        shown.ShouldNotContain("The reason of");
        shown.ShouldNotContain("explanation");
        shown.ShouldNotContain("\"answer");

        var half = await app.PostAsync(user, $"courses/{course}/modules/{modules[1]}/quiz", new { answers = new[] { 1, 0 } });
        await app.PostAsync(user, $"courses/{course}/modules/{modules[1]}/quiz", new { answers = new[] { 0, 0 } });

        (half.GetProperty("score").GetInt32(), half.GetProperty("total").GetInt32()).ShouldBe((1, 2));
        half.GetProperty("questions")[0].GetProperty("explanation").GetString().ShouldBe("The reason of module 2.");
        half.GetProperty("questions")
            .EnumerateArray()
            .Select(q => (q.GetProperty("is_right").GetBoolean(), q.GetProperty("right_answer").GetInt32()))
            .ShouldBe([(true, 1), (false, 2)]);
        (await app.GetAsync(user, $"courses/{course}"))
            .GetProperty("course")
            .GetProperty("modules")[1]
            .GetProperty("quiz_best")
            .GetInt32()
            .ShouldBe(1);
        (await app.EnrolmentAsync(user, course)).Modules.Single().QuizAttempts.ShouldBe(2);
    }

    [Fact]
    public async Task AQuizNeedsTheRightToReadTheModule()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();
        var answers = new { answers = new[] { 1, 2 } };

        (await app.PostAsync(user, $"courses/{course}/modules/{modules[0]}/quiz", answers)).GetProperty("score").GetInt32().ShouldBe(2);
        var refused = await app.PostAsync(user, $"courses/{course}/modules/{modules[1]}/quiz", answers, HttpStatusCode.Forbidden);
        refused.Reason().ShouldBe("not_owned");
        refused.ToString().ShouldNotContain("The reason of");
        (await app.PostAsync(user, $"courses/{course}/modules/{Guid.CreateVersion7()}/quiz", answers, HttpStatusCode.NotFound))
            .Reason()
            .ShouldBe("no_such_module");
    }

    [Theory]
    [InlineData("""{"answers":[]}""")]
    [InlineData("""{"answers":[1]}""")]
    [InlineData("""{"answers":[1,2,0]}""")]
    [InlineData("""{"answers":[1,3]}""")]
    [InlineData("""{"answers":[1,-1]}""")]
    [InlineData("""{"answers":null}""")]
    [InlineData("""{}""")]
    public async Task AnswersThatDoNotFitAreRefused(string body)
    {
        var (course, modules) = await app.CourseAsync();
        await app.PostAsync(
            await app.PersonAsync(),
            $"courses/{course}/modules/{modules[0]}/quiz",
            JsonSerializer.Deserialize<JsonElement>(body),
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task ProgressIsCountedByModulesAndTakenBack()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();
        await app.BuyAsync(user, course);

        await app.MarkAsync(user, course, modules[2]);
        var two = await app.MarkAsync(user, course, modules[0]);
        (await app.MarkAsync(user, course, modules[0])).ToString().ShouldBe(two.ToString());

        two.GetProperty("progress").GetInt32().ShouldBe(66);
        two.GetProperty("completed_modules").EnumerateArray().Select(id => id.GetGuid()).ShouldBe([modules[0], modules[2]]);
        two.GetProperty("current_module").GetGuid().ShouldBe(modules[1]);
        (await app.CompleteAsync(user, course, modules[2], completed: false)).GetProperty("progress").GetInt32().ShouldBe(33);
        var mine = (await app.GetAsync(user, "courses/mine")).GetProperty("items")[0];
        (mine.GetProperty("progress").GetInt32(), mine.GetProperty("completed_modules").GetInt32()).ShouldBe((33, 1));
    }

    [Fact]
    public async Task CompletingAllGivesOneCertificateForGood()
    {
        var (course, modules) = await app.CourseAsync(title: "Bread for all");
        var user = await app.PersonAsync();
        await app.BuyAsync(user, course);
        await Task.WhenAll(modules.Select(module => app.CompleteAsync(user, course, module)));

        var code = (await app.GetAsync(user, $"courses/{course}"))
            .GetProperty("user_progress")
            .GetProperty("certificate_code")
            .GetString()!;
        await app.CompleteAsync(user, course, modules[1], completed: false);
        var again = await app.CompleteAsync(user, course, modules[1]);

        again.GetProperty("certificate_code").GetString().ShouldBe(code);
        // One integration event: the version rises with each event.
        (await app.EnrolmentAsync(user, course)).Version.ShouldBe(1);
        var typed = code.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        var shown = await app.Http().AskAsync(HttpStatusCode.OK, HttpMethod.Get, $"certificates/{typed}");
        (shown.GetProperty("code").GetString(), shown.GetProperty("course_title").GetString()).ShouldBe((code, "Bread for all"));
        shown.GetProperty("display_name").GetString().ShouldBe((await app.FindAsync(user))!.Username);
        shown
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["code", "course_title", "display_name", "completed_at"], ignoreOrder: true);

        await app.EraseAsync(user);
        (await app.Http().AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"certificates/{code}"))
            .Reason()
            .ShouldBe("no_such_certificate");
        (await app.WithDbAsync(db => Task.FromResult(db.Enrolments.Count(e => e.UserId == user)))).ShouldBe(0);
    }

    [Fact]
    public async Task ACertificateNeedsTheQuizzesAndAHumanPace()
    {
        var (course, modules) = await app.CourseAsync(modules: 2);
        var user = await app.PersonAsync();
        await app.BuyAsync(user, course);
        await app.MarkAsync(user, course, modules[0]);
        Missing(await app.MarkAsync(user, course, modules[1])).ShouldBe(["quizzes", "time"]);

        await AnswerAsync(modules[0], 1, 2);
        await AnswerAsync(modules[1], 0, 0);
        Missing((await app.GetAsync(user, $"courses/{course}")).GetProperty("user_progress")).ShouldBe(["quizzes", "time"]);
        await AnswerAsync(modules[1], 1, 2);
        var hasty = (await app.GetAsync(user, $"courses/{course}")).GetProperty("user_progress");
        Missing(hasty).ShouldBe(["time"]);
        hasty.GetProperty("earliest_at").GetDateTimeOffset().ShouldBeGreaterThan(app.Clock.GetUtcNow());

        // After a quarter of the course's twenty minutes.
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE enrolments SET created_at = created_at - interval '5 minutes' WHERE user_id = {user}")
        );
        await AnswerAsync(modules[1], 1, 2);

        var done = (await app.GetAsync(user, $"courses/{course}")).GetProperty("user_progress");
        Missing(done).ShouldBeEmpty();
        done.GetProperty("certificate_code").GetString().ShouldNotBeNull();

        string[] Missing(JsonElement progress) => [.. progress.GetProperty("missing").EnumerateArray().Select(code => code.GetString()!)];
        Task AnswerAsync(Guid module, params int[] answers) =>
            app.PostAsync(user, $"courses/{course}/modules/{module}/quiz", new { answers });
    }

    [Theory]
    [InlineData("CERT-0000-0000-0000-0000")]
    [InlineData("CERT-7Q4M-K2XN-8RTC-5WHD")]
    [InlineData("x")]
    [InlineData("%27%20or%201=1")]
    public async Task AnUnknownCodeIsNoCertificate(string code) =>
        (await app.Http().AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"certificates/{code}"))
            .Reason()
            .ShouldBe("no_such_certificate");

    [Fact]
    public void CodesAreReadAsPeopleTypeThem()
    {
        var code = CertificateCode.New();

        code.ShouldMatch("^CERT(-[2-9A-HJ-NP-Z]{4}){4}$");
        CertificateCode.Parse(code).ShouldBe(code);
        CertificateCode.Parse($" {code.ToLowerInvariant()} ").ShouldBe(code);
        CertificateCode.Parse(code[5..]).ShouldBe(code);
        CertificateCode.Parse(code[..^1]).ShouldBeNull();
        Enumerable.Range(0, 1000).Select(_ => CertificateCode.New()).ShouldBeUnique();
    }

    [Fact]
    public async Task OnesOwnProgressOnly()
    {
        var (course, modules) = await app.CourseAsync();
        var (owner, other) = (await app.PersonAsync(), await app.PersonAsync());
        await app.BuyAsync(owner, course);
        await app.CompleteAsync(owner, course, modules[0]);

        var shown = await app.GetAsync(other, $"courses/{course}");

        shown.GetProperty("user_progress").GetProperty("progress").GetInt32().ShouldBe(0);
        (
            await app.PostAsync(
                owner,
                $"courses/{course}/progress",
                new { module_id = Guid.CreateVersion7(), completed = true },
                HttpStatusCode.NotFound
            )
        )
            .Reason()
            .ShouldBe("no_such_module");
        await app.PostAsync(owner, $"courses/{course}/progress", new { module_id = "x", completed = true }, HttpStatusCode.BadRequest);
        await app.PostAsync(owner, $"courses/{course}/progress", new { module_id = modules[0] }, HttpStatusCode.BadRequest);
    }
}
