using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Courses;
using Community.Contracts.Payments;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Courses;

/// <summary>Courses as clients and payments use them.</summary>
internal static class TestCourses
{
    private static readonly Guid Admin = Guid.CreateVersion7();

    public static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null
    )
    {
        using var http = client;
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public static async Task<JsonElement> AskAsync(
        this HttpClient client,
        HttpStatusCode expected,
        HttpMethod method,
        string path,
        object? body = null
    )
    {
        var (status, answer) = await client.AskAsync(method, path, body);
        status.ShouldBe(expected, answer.ValueKind == JsonValueKind.Undefined ? "" : answer.ToString());
        return answer;
    }

    public static Task<JsonElement> GetAsync(this CompanionApplication app, Guid caller, string path) =>
        app.HttpAs(caller).AskAsync(HttpStatusCode.OK, HttpMethod.Get, path);

    public static Task<JsonElement> PostAsync(
        this CompanionApplication app,
        Guid caller,
        string path,
        object? body = null,
        HttpStatusCode expected = HttpStatusCode.OK
    ) => app.HttpAs(caller).AskAsync(expected, HttpMethod.Post, path, body);

    public static Task<JsonElement> AdminAsync(
        this CompanionApplication app,
        HttpMethod method,
        string path,
        object? body = null,
        HttpStatusCode expected = HttpStatusCode.OK
    ) => app.HttpAs(Admin, "admin").AskAsync(expected, method, path, body);

    public static string? Reason(this JsonElement problem) => problem.GetProperty("reason").GetString();

    public static object ModuleDraft(int number) =>
        new
        {
            title = $"Module {number}",
            duration_minutes = 10,
            content = $"The secret of module {number}.",
            video_url = $"https://videos.example/{number}",
            quiz = new[]
            {
                new
                {
                    question = "One?",
                    options = new[] { "a", "b", "c" },
                    answer = 1,
                    explanation = $"The reason of module {number}.",
                },
                new
                {
                    question = "Two?",
                    options = new[] { "a", "b", "c" },
                    answer = 2,
                    explanation = "Because.",
                },
            },
        };

    public static object Draft(int price = 990, int modules = 3, string title = "A course", string category = "Growth") =>
        new
        {
            title,
            description = "What awaits.",
            category,
            price_cents = price,
            price_credits = price == 0 ? null : (int?)99,
            modules = Enumerable.Range(1, modules).Select(ModuleDraft).ToArray(),
        };

    /// <summary>A course in the catalogue.</summary>
    public static async Task<(Guid Id, Guid[] Modules)> CourseAsync(
        this CompanionApplication app,
        int price = 990,
        int modules = 3,
        string title = "A course"
    )
    {
        var created = await app.AdminAsync(HttpMethod.Post, "courses", Draft(price, modules, title), HttpStatusCode.Created);
        var id = created.GetProperty("id").GetGuid();
        await app.AdminAsync(HttpMethod.Post, $"courses/{id}/publish");
        return (id, created.ModuleIds());
    }

    public static Guid[] ModuleIds(this JsonElement source) =>
        [.. source.GetProperty("modules").EnumerateArray().Select(module => module.GetProperty("module_id").GetGuid())];

    public static async Task<Guid> OfferAsync(this CompanionApplication app, Guid caller, Guid course) =>
        (await app.PostAsync(caller, $"courses/{course}/purchase", expected: HttpStatusCode.PaymentRequired))
            .GetProperty("order_id")
            .GetGuid();

    /// <summary>Buys a course, as payments announces it.</summary>
    public static async Task<Guid> BuyAsync(this CompanionApplication app, Guid caller, Guid course)
    {
        var order = await app.OfferAsync(caller, course);
        await app.PublishAsync(Paid(order));
        await app.OwnsAsync(caller, course, true);
        return order;
    }

    public static Task OwnsAsync(this CompanionApplication app, Guid caller, Guid course, bool isOwned) =>
        Poll.UntilAsync(async () => (await app.GetAsync(caller, $"courses/{course}")).GetProperty("is_purchased").GetBoolean() == isOwned);

    /// <summary>Completes a module like a person who began days ago and has passed its quiz.</summary>
    public static async Task<JsonElement> CompleteAsync(
        this CompanionApplication app,
        Guid caller,
        Guid course,
        Guid module,
        bool completed = true
    )
    {
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                UPDATE enrolments SET created_at = created_at - interval '2 days' WHERE user_id = {caller} AND course_id = {course};
                INSERT INTO module_progress (enrolment_id, module_id, quiz_attempts, quiz_best)
                SELECT e.id, m.id, 1, 2 FROM enrolments e JOIN course_modules m ON m.course_id = e.course_id
                WHERE e.user_id = {caller} AND e.course_id = {course} AND m.id = {module} ON CONFLICT (enrolment_id, module_id) DO UPDATE SET quiz_best = 2
                """
            )
        );
        return await app.MarkAsync(caller, course, module, completed);
    }

    /// <summary>Only marks a module as completed, or takes the mark back.</summary>
    public static Task<JsonElement> MarkAsync(
        this CompanionApplication app,
        Guid caller,
        Guid course,
        Guid module,
        bool completed = true
    ) => app.PostAsync(caller, $"courses/{course}/progress", new { module_id = module, completed });

    public static Task<Enrolment> EnrolmentAsync(this CompanionApplication app, Guid caller, Guid course) =>
        app.WithDbAsync(db =>
            db.Enrolments.AsNoTracking().Include(e => e.Modules).SingleAsync(e => e.UserId == caller && e.CourseId == course)
        );

    public static PaymentSucceeded Paid(Guid order) =>
        new(Guid.CreateVersion7(), default, order, 2, Guid.Empty, CourseGoods.Word, order, 990, "USD", "card");

    public static PaymentRefunded Refunded(Guid order, long amount = 990) =>
        new(Guid.CreateVersion7(), default, order, 4, Guid.Empty, CourseGoods.Word, order, amount, "USD");
}
