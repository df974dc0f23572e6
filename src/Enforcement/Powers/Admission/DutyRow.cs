using Enforcement.Identity;
using Enforcement.Persistence;

namespace Enforcement.Powers.Admission;

/// <summary>One request, task or report by its id.</summary>
internal static class DutyRow
{
    public static Statement Read(string table, string columns, Guid id) => Of(table, columns, id, "");

    /// <summary>Locks the row: two who act on it at once come one after the other.</summary>
    public static Statement Lock(string table, string columns, Guid id) => Of(table, columns, id, " for update");

    private static Statement Of(string table, string columns, Guid id, string how) =>
        Statement.Of($"select {columns} from {table} where county_code = $1 and id = $2{how}", P.Text(RowId.CountyOf(id)), P.Uuid(id));
}
