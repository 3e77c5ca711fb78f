/// What every schema has without saying so: the scalars and directives of specification sections 3.5 and 3.13, and the
/// types of introspection (section 4). Some members are newer than October 2021; tools ask for them.
enum BuiltInDefinitions {
    static let sdl = #"""
        "A whole number of 32 bits."
        scalar Int
        "A number, perhaps with a fraction."
        scalar Float
        "Text in Unicode."
        scalar String
        "True or false."
        scalar Boolean
        "A unique identifier: text or a whole number coming in, text going out."
        scalar ID

        "Leaves the selection out unless the argument is true."
        directive @include("Whether the selection counts." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Leaves the selection out when the argument is true."
        directive @skip("Whether to leave it out." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Marks an element that should not be used any more."
        directive @deprecated("Why, and what to use instead." reason: String = "No longer supported")
            on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
        "Names the document that describes a scalar."
        directive @specifiedBy("Its address." url: String!) on SCALAR

        "The schema as a whole."
        type __Schema {
            description: String
            types: [__Type!]!
            queryType: __Type!
            mutationType: __Type
            subscriptionType: __Type
            directives: [__Directive!]!
        }

        "A type; which of the fields have a value depends on its kind."
        type __Type {
            kind: __TypeKind!
            name: String
            description: String
            specifiedByURL: String
            fields(includeDeprecated: Boolean = false): [__Field!]
            interfaces: [__Type!]
            possibleTypes: [__Type!]
            enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
            inputFields(includeDeprecated: Boolean = false): [__InputValue!]
            ofType: __Type
            isOneOf: Boolean
        }

        "The kinds of type."
        enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }

        "A field of an object or interface type."
        type __Field {
            name: String!
            description: String
            args(includeDeprecated: Boolean = false): [__InputValue!]!
            type: __Type!
            isDeprecated: Boolean!
            deprecationReason: String
        }

        "An argument, or a field of an input object."
        type __InputValue {
            name: String!
            description: String
            type: __Type!
            defaultValue: String
            isDeprecated: Boolean!
            deprecationReason: String
        }

        "A value of an enum."
        type __EnumValue {
            name: String!
            description: String
            isDeprecated: Boolean!
            deprecationReason: String
        }

        "A directive."
        type __Directive {
            name: String!
            description: String
            locations: [__DirectiveLocation!]!
            args(includeDeprecated: Boolean = false): [__InputValue!]!
            isRepeatable: Boolean!
        }

        "Where a directive may stand."
        enum __DirectiveLocation {
            QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION
            SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT
            INPUT_FIELD_DEFINITION
        }
        """#
}
