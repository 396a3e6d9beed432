using Community.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Identity.Registration;

/// <summary>The database's unique indexes decide what is taken; here their verdict becomes an answer.</summary>
internal static class TakenIdentifier
{
    /// <exception cref="ProblemException">409, naming the field.</exception>
    public static async Task ThrowIfTakenAsync(Func<Task> save)
    {
        try
        {
            await save();
        }
        catch (DbUpdateException exception) when (FieldOf(exception) is { } field)
        {
            throw Problem.Conflict($"This {field.Name} is already taken. Choose another one, or log in.", $"{field.Field}_taken").With("field", field.Field).ToException();
        }
    }

    private static (string Field, string Name)? FieldOf(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation
            ? violation.ConstraintName switch
            {
                "users_username_key_key" => ("username", "username"),
                "users_email_key_key" => ("email", "mail address"),
                "users_phone_key" => ("phone", "phone number"),
                _ => null,
            }
            : null;
}
