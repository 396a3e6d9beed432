using System.Net;

namespace Community.Fleet.Tests;

/// <summary>A course of the library with its first module, a message to the companion, and a check-in.</summary>
internal sealed record DailyPath(Guid Course, Guid Module, Guid Message, Guid CheckIn);

/// <summary>A person on the daily path.</summary>
internal static class DailyPaths
{
    public static async Task<DailyPath> PathAsync(this Person person)
    {
        using (
            var settings = await person.Client.PutAsync(
                new Uri("/api/v1/companion/settings", UriKind.Relative),
                new StringContent("""{"age": 30}""", System.Text.Encoding.UTF8, "application/json")
            )
        )
        {
            await settings.ShouldBeAsync(HttpStatusCode.OK);
        }

        using var said = await person.PostAsync("/api/v1/companion/messages", new { content = "I had a good day", client_id = "1" });
        var message = (await said.ShouldBeAsync(HttpStatusCode.Created))["message"]!["id"]!.GetValue<Guid>();
        using var checkedIn = await person.PostAsync("/api/v1/companion/check-ins", new { mood = 4 });
        var checkIn = (await checkedIn.ShouldBeAsync(HttpStatusCode.Created))["check_in"]!["id"]!.GetValue<Guid>();
        // The free course, unless another test has removed it.
        var courses = (await person.Client.GetAsync("/api/v1/courses", HttpStatusCode.OK))["items"]!.AsArray();
        var course = courses.MinBy(found => found!["price_cents"]!.GetValue<long>())!["id"]!.GetValue<Guid>();
        var modules = (await person.Client.GetAsync($"/api/v1/courses/{course}", HttpStatusCode.OK))["course"]!["modules"]!;
        return new(course, modules[0]!["module_id"]!.GetValue<Guid>(), message, checkIn);
    }
}
