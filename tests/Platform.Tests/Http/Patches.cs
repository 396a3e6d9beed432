using System.Text.Json;
using Community.Platform.Http.Json;

namespace Community.Platform.Tests.Http;

[Collection(nameof(SampleApp))]
public sealed class Patches(SampleApp app)
{
    private const string Person = "/api/v1/people/0198c0de-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("{}", "Ada Example", "untouched")]
    [InlineData("""{"bio":null}""", "Ada Example", "cleared")]
    [InlineData("""{"bio":"hi","full_name":"Eve"}""", "Eve", "hi")]
    [InlineData("""{"bio":" hi ","full_name":" Eve "}""", "Eve", " hi ")]
    public async Task LeaveWhatIsAbsentAndClearWhatIsNull(string json, string name, string bio)
    {
        var answer = await (await app.Client.SendJsonAsync(HttpMethod.Patch, Person, json)).ShouldBeOkAsync();

        answer["full_name"]!.GetValue<string>().ShouldBe(name);
        answer["bio"]!.GetValue<string>().ShouldBe(bio);
    }

    [Theory]
    [InlineData("""{"full_name":null}""", "full_name: must not be null")]
    [InlineData("""{"age":null}""", "age: must not be null")]
    [InlineData("""{"age":"old"}""", "age: must be a whole number from 13 to 120")]
    [InlineData("""{"age":12,"bio":"more than ten"}""", "bio: must be at most 10 characters long|age: must be between 13 and 120")]
    [InlineData("""{"full_name":"   "}""", "full_name: must not be empty")]
    [InlineData("""{"ful_name":"Ada"}""", "ful_name: is not changed here: this call takes full_name, bio, age")]
    [InlineData("""{"id":"x","age":12}""", "id: never changes|age: must be between 13 and 120")]
    [InlineData(
        """{"nothing":null,"age":null,"bio":"more than ten"}""",
        "nothing: is not changed here: this call takes full_name, bio, age|age: must not be null|bio: must be at most 10 characters long"
    )]
    [InlineData("""{"bio":"\u0000"}""", "bio: must not contain the NUL character")]
    [InlineData("""{"bio":"a","bio":null}""", "bio: must appear only once")]
    public async Task AreValidatedInside(string json, string errors)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Patch, Person, json);

        string.Join('|', await response.ShouldBeInvalidAsync()).ShouldBe(errors);
    }

    [Fact]
    public void AreWrittenWithoutWhatIsAbsent()
    {
        var change = new ChangePerson(default, new Optional<string?>(null), 20);

        JsonSerializer.Serialize(change, ServiceJson.Options).ShouldBe("""{"bio":null,"age":20}""");
    }
}
