using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.ServiceDefaults.Data;

internal static class SnakeCase
{
    /// <summary>Maps tables and columns to the snake_case spelling of their CLR names, unless a name was given.</summary>
    public static void UseSnakeCaseNames(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            if (entity.FindAnnotation("Relational:TableName") is not { } named || named.Value is not string name)
            {
                entity.SetTableName(Convert(entity.GetTableName() ?? entity.ClrType.Name));
            }
            else
            {
                entity.SetTableName(Convert(name));
            }

            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Convert(property.GetColumnName()));
            }
        }
    }

    private static string Convert(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
