namespace Community.Fleet.Tests;

/// <summary>A course of the library with its first module, a message to the companion, and a check-in.</summary>
internal sealed record DailyPath(Guid Course, Guid Module, Guid Message, Guid CheckIn);

/// <summary>A person on the daily path.</summary>
internal static class DailyPaths
{
    public static async Task<DailyPath> PathAsync(this Person person)
    {
        var client = person.Client;
        await client.Companion.SetSettingsAsync(new() { Age = 30 });
        var said = await client.Companion.SayAsync(new() { Content = "I had a good day", ClientId = "1" });
        var checkedIn = await client.CheckIns.CreateAsync(new() { Mood = 4 });
        // The free course, unless another test has removed it.
        var course = (await client.Courses.List().FirstPageAsync()).Items.MinBy(found => found.PriceCents)!.Id;
        var modules = (await client.Courses.GetAsync(course)).Course.Modules;
        return new(course, modules[0].ModuleId, said.Message.Id, checkedIn.CheckIn.Id);
    }
}
